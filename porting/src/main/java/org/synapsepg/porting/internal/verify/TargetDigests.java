package org.synapsepg.porting.internal.verify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

  /** The group of all rows. */
  private static final String WHOLE = "0";

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
    return grouped(table, WHOLE).values().stream().reduce(Digest.NONE, Digest::plus);
  }

  /**
   * The digests of the table's segments: ranges of equal width between the lowest and the highest
   * number of its growth column, those without rows left out.
   *
   * @return an empty list for a table that is empty, or has rows without such a number
   */
  List<Segment> segments(TableShape table) throws SQLException {
    Bounds bounds = bounds(List.of(table)).get(table);
    return bounds == null ? List.of() : bounds.segments(grouped(table, bounds.place()));
  }

  /**
   * The digests of several tables, each as a whole and by its segments if it has a growth column;
   * two statements for all of them.
   *
   * @param tables tables that are worth no statement of their own
   */
  Map<TableShape, CertifiedTable> certified(List<TableShape> tables) throws SQLException {
    Map<TableShape, CertifiedTable> certified = new HashMap<>();
    if (streamed) {
      for (TableShape table : tables) {
        certified.put(table, CertificateTaker.table(this, table));
      }
      return certified;
    }
    Map<TableShape, Bounds> bounds =
        bounds(tables.stream().filter(t -> t.growth() != null).toList());
    Map<TableShape, String> places = new LinkedHashMap<>();
    for (TableShape table : tables) {
      Bounds known = bounds.get(table);
      places.put(table, known == null ? WHOLE : known.place());
    }
    Map<TableShape, Map<Long, Digest>> digests = grouped(places);
    for (TableShape table : tables) {
      Bounds known = bounds.get(table);
      Map<Long, Digest> found = digests.getOrDefault(table, Map.of());
      certified.put(
          table,
          CertifiedTable.of(
              table,
              found.values().stream().reduce(Digest.NONE, Digest::plus),
              known == null ? List.of() : known.segments(found)));
    }
    return certified;
  }

  /** The lowest and the highest number of a growth column that has one in every row. */
  private record Bounds(String column, BigInteger lowest, BigInteger highest) {
    private BigInteger width() {
      return highest.subtract(lowest).divide(BigInteger.valueOf(SEGMENTS)).add(BigInteger.ONE);
    }

    /** Numeric arithmetic only where the range does not fit a bigint, for it costs time. */
    private String place() {
      return highest.subtract(lowest).bitLength() < 63
          ? "(" + column + "::int8 - '" + lowest + "'::int8) / '" + width() + "'::int8"
          : "div(" + column + "::numeric - (" + lowest + "), " + width() + ")::int8";
    }

    private List<Segment> segments(Map<Long, Digest> digests) {
      List<Segment> segments = new ArrayList<>();
      new TreeMap<>(digests)
          .forEach(
              (at, digest) -> {
                BigInteger from = lowest.add(width().multiply(BigInteger.valueOf(at)));
                BigInteger to = from.add(width()).subtract(BigInteger.ONE).min(highest);
                segments.add(new Segment(from.longValueExact(), to.longValueExact(), digest));
              });
      return segments;
    }
  }

  /** The bounds of tables with a growth column, where there are rows and all have a number. */
  private Map<TableShape, Bounds> bounds(List<TableShape> tables) throws SQLException {
    Map<TableShape, Bounds> bounds = new HashMap<>();
    if (tables.isEmpty()) {
      return bounds;
    }
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < tables.size(); i++) {
      sql.append(i == 0 ? "" : " UNION ALL ")
          .append(
              "SELECT %3$d, min(%1$s)::int8, max(%1$s)::int8, EXISTS (SELECT FROM %2$s WHERE %1$s IS NULL) FROM %2$s"
                  .formatted(growth(tables.get(i)), tables.get(i).qualified(), i));
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql.toString())) {
      while (row.next()) {
        TableShape table = tables.get(row.getInt(1));
        BigDecimal lowest = row.getBigDecimal(2);
        if (lowest != null && !row.getBoolean(4)) {
          bounds.put(
              table,
              new Bounds(
                  growth(table),
                  lowest.toBigIntegerExact(),
                  row.getBigDecimal(3).toBigIntegerExact()));
        }
      }
    }
    return bounds;
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
    return grouped(Map.of(table, place)).getOrDefault(table, Map.of());
  }

  /** The same for several tables, computed by the server in one statement. */
  private Map<TableShape, Map<Long, Digest>> grouped(Map<TableShape, String> places)
      throws SQLException {
    List<TableShape> tables = List.copyOf(places.keySet());
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < tables.size(); i++) {
      TableShape table = tables.get(i);
      String place = places.get(table);
      sql.append(i == 0 ? "SELECT " : " UNION ALL SELECT ")
          .append(i)
          .append(", (")
          .append(place)
          .append(")::int8, count(*), sum(")
          .append(DigestSql.rowHash(table.columns()))
          .append(") FROM ")
          .append(table.qualified())
          .append(WHOLE.equals(place) ? "" : " GROUP BY 2");
    }
    Map<TableShape, Map<Long, Digest>> digests = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql.toString())) {
      while (rows.next()) {
        BigDecimal sum = rows.getBigDecimal(4);
        if (sum != null) {
          digests
              .computeIfAbsent(tables.get(rows.getInt(1)), table -> new TreeMap<>())
              .put(rows.getLong(2), new Digest(rows.getLong(3), sum.toBigIntegerExact()));
        }
      }
    }
    return digests;
  }
}
