package org.synapsepg.porting.internal.verify;

import java.util.List;

/**
 * The SQL that makes PostgreSQL compute a row's 64-bit hash, and the constants that the same
 * computation in Java shares with it.
 *
 * <p>The hash is a chain: each column is hashed with the hash of the columns before it as the seed,
 * so values that trade places, within a row or between rows, change it. NULL is hashed as an empty
 * value, and then a constant is mixed in that no value mixes in. Every function used exists, for
 * every role, from PostgreSQL 14 on.
 */
final class DigestSql {
  /** Changes whenever a hash of the same row would come out differently. */
  static final String ALGORITHM = "pg-chain-1";

  /** The seed of the first column. */
  static final long SEED = 0x53796e6170736531L;

  /** Mixed into the hash by a NULL. */
  static final long NULL_MARK = 0x5e1c7a94d03bb68fL;

  private DigestSql() {}

  /** The expression that gives a row's hash as bigint. */
  static String rowHash(List<DigestColumn> columns) {
    String hash = SEED + "::int8";
    for (DigestColumn column : columns) {
      hash = columnHash(column, hash);
    }
    return hash;
  }

  private static String columnHash(DigestColumn column, String seed) {
    String name = quote(column.name());
    boolean nullable = column.nullable();
    String mark = nullable ? nullMark(name) : "";
    return switch (column.kind()) {
      case BOOL ->
          "(pg_catalog.hashint4extended("
              + orElse(name, nullable, "false")
              + "::int4, "
              + seed
              + ")"
              + mark
              + ")";
      case INT4 ->
          "(pg_catalog.hashint4extended("
              + orElse(name, nullable, "0")
              + ", "
              + seed
              + ")"
              + mark
              + ")";
      case INT8 ->
          "(pg_catalog.hashint8extended("
              + orElse(name, nullable, "0")
              + ", "
              + seed
              + ") # "
              + orElse(name, nullable, NULL_MARK + "::int8")
              + ")";
      case TEXT -> text(orElse(name, nullable, "''"), seed, mark);
      case JSONB, PRINTED -> text(orElse(name + "::text", nullable, "''"), seed, mark);
      case BYTES -> record(orElse(name, nullable, "''::bytea"), seed, mark);
      case FLOAT8 ->
          record(orElse("pg_catalog.float8send(" + name + ")", nullable, "''::bytea"), seed, mark);
      case FLOAT4 ->
          record(orElse("pg_catalog.float4send(" + name + ")", nullable, "''::bytea"), seed, mark);
    };
  }

  private static String text(String value, String seed, String mark) {
    return "(pg_catalog.hashtextextended(" + value + " COLLATE \"C\", " + seed + ")" + mark + ")";
  }

  /** Before PostgreSQL 18 nothing but a record's hash reaches that of bytea. */
  private static String record(String value, String seed, String mark) {
    return "(pg_catalog.hash_record_extended(ROW(" + value + "), " + seed + ")" + mark + ")";
  }

  private static String orElse(String value, boolean nullable, String otherwise) {
    return nullable ? "coalesce(" + value + ", " + otherwise + ")" : value;
  }

  private static String nullMark(String name) {
    return " # CASE WHEN " + name + " IS NULL THEN " + NULL_MARK + "::int8 ELSE 0::int8 END";
  }

  /** A name as an identifier. */
  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A qualified name as an identifier. */
  static String quote(String schema, String name) {
    return quote(schema) + "." + quote(name);
  }
}
