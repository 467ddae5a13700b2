package org.synapsepg.porting.internal.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Digests of a table's rows. The server computes them, and no row leaves it; a server whose hash
 * functions differ from ours (see {@link HashProbe}) sends its rows, and they are hashed here. Each
 * method is one or two statements in the caller's transaction.
 */
final class TargetDigests {
  /** How many segments a table with a growth column is cut into. */
  static final int SEGMENTS = 32;

  private final Connection connection;
  private final boolean streamed;

  private TargetDigests(Connection connection, boolean streamed) {
    this.connection = connection;
    this.streamed = streamed;
  }

  /**
   * The digests of a database, computed by the server if it hashes as we do.
   *
   * @param connection a connection inside a transaction
   */
  static TargetDigests of(Connection connection) throws SQLException {
    return new TargetDigests(connection, !HashProbe.differences(connection).isEmpty());
  }

  /** The digests of a database, from rows that are streamed here in any case. */
  static TargetDigests streaming(Connection connection) {
    return new TargetDigests(connection, true);
  }

  /** The digests of a database as its server computes them, to be compared on that server alone. */
  static TargetDigests onServer(Connection connection) {
    return new TargetDigests(connection, false);
  }

  /** Whether rows are streamed here, because the server's hashes cannot be used. */
  boolean isStreamed() {
    return streamed;
  }

  /** The number of rows. */
  long count(TableShape table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.qualified())) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The digest of the whole table. */
  Digest whole(TableShape table) throws SQLException {
    return grouped(table, "0").values().stream().reduce(Digest.NONE, Digest::plus);
  }

  /**
   * The digests of the table's segments: ranges of equal width between the lowest and the highest
   * number of its growth column, those without rows left out.
   *
   * @return an empty list for a table that is empty, or has rows without such a number
   */
  List<Segment> segments(TableShape table) throws SQLException {
    String column = growth(table);
    BigInteger lowest;
    BigInteger highest;
    try (Statement statement = connection.createStatement();
        ResultSet bounds =
            statement.executeQuery(
                "SELECT min(%1$s), max(%1$s), EXISTS (SELECT FROM %2$s WHERE %1$s IS NULL) FROM %2$s"
                    .formatted(column, table.qualified()))) {
      bounds.next();
      BigDecimal min = bounds.getBigDecimal(1);
      if (min == null || bounds.getBoolean(3)) {
        return List.of();
      }
      lowest = min.toBigIntegerExact();
      highest = bounds.getBigDecimal(2).toBigIntegerExact();
    }
    BigInteger span = highest.subtract(lowest);
    BigInteger width = span.divide(BigInteger.valueOf(SEGMENTS)).add(BigInteger.ONE);
    // Numeric arithmetic only where the range does not fit a bigint, for it costs time.
    String place =
        span.bitLength() < 63
            ? "(" + column + "::int8 - '" + lowest + "'::int8) / '" + width + "'::int8"
            : "div(" + column + "::numeric - (" + lowest + "), " + width + ")::int8";
    List<Segment> segments = new ArrayList<>();
    grouped(table, place)
        .forEach(
            (at, digest) -> {
              BigInteger from = lowest.add(width.multiply(BigInteger.valueOf(at)));
              BigInteger to = from.add(width).subtract(BigInteger.ONE).min(highest);
              segments.add(new Segment(from.longValueExact(), to.longValueExact(), digest));
            });
    return segments;
  }

  /**
   * The digests of given ranges of the growth column, and last that of all rows outside of them.
   *
   * @param ranges rising ranges that do not overlap
   */
  List<Digest> ranges(TableShape table, List<Segment> ranges) throws SQLException {
    String column = growth(table);
    StringBuilder place = new StringBuilder("CASE");
    for (int i = 0; i < ranges.size(); i++) {
      Segment range = ranges.get(i);
      place
          .append(" WHEN ")
          .append(column)
          .append(" BETWEEN '")
          .append(range.from())
          .append("'::int8 AND '")
          .append(range.to())
          .append("'::int8 THEN ")
          .append(i);
    }
    place.append(" ELSE ").append(ranges.size()).append(" END");
    Map<Long, Digest> found =
        ranges.isEmpty() ? Map.of(0L, whole(table)) : grouped(table, place.toString());
    List<Digest> digests = new ArrayList<>();
    for (long i = 0; i <= ranges.size(); i++) {
      digests.add(found.getOrDefault(i, Digest.NONE));
    }
    return digests;
  }

  private static String growth(TableShape table) {
    String growth = table.growth();
    if (growth == null) {
      throw new IllegalArgumentException("table " + table.name() + " has no growth column");
    }
    return DigestSql.quote(growth);
  }

  /** The digests of groups of rows, by the number that an expression gives for each row. */
  private Map<Long, Digest> grouped(TableShape table, String place) throws SQLException {
    if (streamed) {
      return RowStream.grouped(connection, table, place);
    }
    Map<Long, Digest> digests = new TreeMap<>();
    boolean whole = place.equals("0");
    String sql =
        "SELECT "
            + place
            + " AS place, count(*), sum("
            + DigestSql.rowHash(table.columns())
            + ") FROM "
            + table.qualified()
            + (whole ? "" : " GROUP BY 1");
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        BigDecimal sum = rows.getBigDecimal(3);
        if (sum != null) {
          digests.put(rows.getLong(1), new Digest(rows.getLong(2), sum.toBigIntegerExact()));
        }
      }
    }
    return digests;
  }
}
