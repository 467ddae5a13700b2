package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hashes a table's rows here instead of in the server. Slower by the time it takes to send them;
 * for servers whose own hash functions cannot be used.
 */
final class RowStream {
  private static final int FETCH = 500;

  private RowStream() {}

  /** Takes rows. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes one row.
     *
     * @param label what the row's label is
     * @param hash its hash
     */
    void row(String label, long hash);
  }

  /** The digests of groups of rows, by the number that an expression gives for each row. */
  static Map<Long, Digest> grouped(Connection connection, TableShape table, String place)
      throws SQLException {
    Map<Long, RowDigest> digests = new TreeMap<>();
    each(
        connection,
        table,
        place,
        (label, hash) ->
            digests.computeIfAbsent(Long.valueOf(label), at -> new RowDigest()).add(hash));
    Map<Long, Digest> result = new LinkedHashMap<>();
    digests.forEach((at, digest) -> result.put(at, digest.toDigest()));
    return result;
  }

  /** Every row with its hash, labelled by an expression. */
  static void each(Connection connection, TableShape table, String label, Sink sink)
      throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT (" + label + ")::text");
    for (DigestColumn column : table.columns()) {
      sql.append(", ").append(value(column));
    }
    sql.append(" FROM ").append(table.qualified());
    RowHash hash = new RowHash();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet rows = statement.executeQuery(sql.toString())) {
        while (rows.next()) {
          hash.start();
          add(hash, rows, table.columns());
          sink.row(rows.getString(1), hash.value());
        }
      }
    }
  }

  private static String value(DigestColumn column) {
    String name = DigestSql.quote(column.name());
    return switch (column.kind()) {
      case BOOL -> name + "::int4";
      case INT4, INT8, BYTES -> name;
      case FLOAT8 -> "pg_catalog.float8send(" + name + ")";
      case FLOAT4 -> "pg_catalog.float4send(" + name + ")";
      case TEXT, JSONB, PRINTED -> "pg_catalog.convert_to(" + name + "::text, 'UTF8')";
    };
  }

  private static void add(RowHash hash, ResultSet row, List<DigestColumn> columns)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      DigestKind kind = columns.get(i).kind();
      int place = i + 2;
      switch (kind) {
        case BOOL, INT4 -> {
          int value = row.getInt(place);
          if (row.wasNull()) {
            hash.addNull(kind);
          } else {
            hash.addInt4(value);
          }
        }
        case INT8 -> {
          long value = row.getLong(place);
          if (row.wasNull()) {
            hash.addNull(kind);
          } else {
            hash.addInt8(value);
          }
        }
        case TEXT, BYTES, FLOAT8, FLOAT4, JSONB, PRINTED -> {
          byte[] value = row.getBytes(place);
          if (value == null) {
            hash.addNull(kind);
          } else {
            hash.addBytes(value, 0, value.length);
          }
        }
      }
    }
  }
}
