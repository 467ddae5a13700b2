package org.synapsepg.porting.internal.verify;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a server for the hashes of known values. A server on hardware of the other byte order, or
 * one whose hash functions were replaced, answers otherwise; then its digests cannot be compared
 * with ours, and rows are streamed back instead.
 */
final class HashProbe {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "ab",
          "abc",
          "abcd",
          "abcde",
          "abcdefg",
          "abcdefgh",
          "abcdefghi",
          "abcdefghijk",
          "abcdefghijkl",
          "abcdefghijklm",
          "@user:example.org",
          "\u00e9\u20ac\ud83d\ude00 \u4e16\u754c",
          "x".repeat(3000));
  private static final List<Long> NUMBERS =
      List.of(
          0L,
          1L,
          -1L,
          4294967297L,
          -4294967297L,
          1700000000000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          (long) Integer.MIN_VALUE);
  private static final List<Long> SEEDS = List.of(0L, 1L, -1L, DigestSql.SEED, DigestSql.NULL_MARK);

  private HashProbe() {}

  /**
   * The questions to which the server gives another answer than we do.
   *
   * @param connection a connection to the server; the transaction state is left as it is, provided
   *     the functions exist
   * @return the expressions that differ; empty when the server can be trusted with digests
   */
  static List<String> differences(Connection connection) throws SQLException {
    List<String> expressions = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (long seed : SEEDS) {
      String last = ", (" + literal(seed) + ")";
      for (String text : TEXTS) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String quoted = "'" + text + "'::text";
        long hash = PgHash.bytes(bytes, 0, bytes.length, seed);
        expressions.add("pg_catalog.hashtextextended(" + quoted + " COLLATE \"C\"" + last + ")");
        expected.add(hash);
        expressions.add(
            "pg_catalog.hash_record_extended(ROW(pg_catalog.convert_to("
                + quoted
                + ", 'UTF8'))"
                + last
                + ")");
        expected.add(hash);
      }
      for (long number : NUMBERS) {
        expressions.add("pg_catalog.hashint8extended(" + literal(number) + last + ")");
        expected.add(PgHash.int8(number, seed));
        int narrow = (int) number;
        expressions.add(
            "pg_catalog.hashint4extended(" + literal(narrow) + "::int8::int4" + last + ")");
        expected.add(PgHash.int4(narrow, seed));
      }
    }
    List<String> different = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet answers =
            statement.executeQuery("VALUES (" + String.join("), (", expressions) + ")")) {
      for (int i = 0; answers.next(); i++) {
        if (answers.getLong(1) != expected.get(i)) {
          different.add(expressions.get(i));
        }
      }
    }
    return different;
  }

  private static String literal(long number) {
    // The smallest bigint has no literal of its own: its sign is an operator.
    return "'" + number + "'::int8";
  }
}
