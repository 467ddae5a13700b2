package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.synapsepg.porting.internal.plan.TableMapping;

/**
 * What became of a table whose content a certificate records: hashes of the rows that were taken
 * out, and of those that were put in, all computed by the server out of the rows that it has. What
 * the table holds afterwards follows, segment by segment, without reading the rows that stayed. For
 * one thread.
 */
public final class TableLedger {
  /** Each change may add a segment; a table with more is read again, which cuts it anew. */
  private static final int MOST_SEGMENTS = 2 * TargetDigests.SEGMENTS;

  private final CertifiedTable before;
  private final long[] thresholds;

  /** Digests of rows by place: odd ones are segments, even ones what lies before and behind. */
  private final Map<Integer, Digest> removed = new TreeMap<>();

  private final Map<Integer, Digest> inserted = new TreeMap<>();
  private boolean withoutPlace;
  private Optional<CertifiedTable> after = Optional.empty();

  private TableLedger(CertifiedTable before) {
    this.before = before;
    this.thresholds = new long[2 * before.segments().size()];
    int at = 0;
    for (Segment segment : before.segments()) {
      thresholds[at++] = segment.from();
      thresholds[at++] = segment.to() + 1;
    }
  }

  /**
   * A ledger of a table.
   *
   * @param before what it holds
   * @param table the same table as it is written
   * @return nothing if changes of rows that are written do not tell what the table holds
   */
  public static Optional<TableLedger> of(CertifiedTable before, TableMapping table) {
    List<Segment> segments = before.segments();
    boolean usable =
        before.shape().columns().equals(ExpectedRow.shape(table).columns())
            && segments.size() <= MOST_SEGMENTS
            && (segments.isEmpty() || segments.get(segments.size() - 1).to() < Long.MAX_VALUE);
    return usable ? Optional.of(new TableLedger(before)) : Optional.empty();
  }

  /** What a deletion is to return of each row: its hash and its place. */
  public String returning() {
    return DigestSql.rowHash(before.shape().columns()) + ", " + place();
  }

  private String place() {
    String growth = before.shape().growth();
    if (growth == null) {
      return "0";
    }
    StringBuilder array = new StringBuilder("width_bucket(" + DigestSql.quote(growth) + "::int8");
    array.append(", '{");
    for (int i = 0; i < thresholds.length; i++) {
      array.append(i == 0 ? "" : ",").append(thresholds[i]);
    }
    return thresholds.length == 0
        ? "CASE WHEN " + DigestSql.quote(growth) + " IS NOT NULL THEN 0 END"
        : array.append("}'::int8[])").toString();
  }

  /**
   * Takes note of a row that was deleted.
   *
   * @param row what {@link #returning} asked for
   * @param first the number of its first column
   */
  public void removed(ResultSet row, int first) throws SQLException {
    add(removed, row, first + 1, new Digest(1, row.getBigDecimal(first).toBigIntegerExact()));
  }

  private void add(Map<Integer, Digest> to, ResultSet row, int column, Digest digest)
      throws SQLException {
    int place = row.getInt(column);
    withoutPlace |= row.wasNull();
    to.merge(place, digest, Digest::plus);
  }

  /**
   * Asks the server for the rows that the transaction has written, once all of them are.
   *
   * @param connection the connection that wrote them, in the same transaction
   * @param rows how many there are
   * @param where blocks that probably have all of them
   */
  public void close(Connection connection, long rows, BlockRange where) throws SQLException {
    String table = before.shape().qualified();
    if (rows > 0) {
      insertedAt(connection, " AND " + where.condition());
      if (rowsInserted() != rows) {
        // The server has put some into free space elsewhere.
        inserted.clear();
        insertedAt(connection, "");
      }
    }
    Digest whole = before.digest().plus(sum(inserted)).minus(sum(removed));
    String growth = before.shape().growth();
    if (growth == null || withoutPlace || (thresholds.length == 0 && before.digest().rows() > 0)) {
      after = Optional.of(CertifiedTable.kept(before.shape(), whole, List.of()));
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet bounds =
            statement.executeQuery(
                "SELECT min(%1$s), max(%1$s) FROM %2$s"
                    .formatted(DigestSql.quote(growth), table))) {
      bounds.next();
      long lowest = bounds.getLong(1);
      long highest = bounds.getLong(2);
      after = Optional.of(CertifiedTable.kept(before.shape(), whole, segments(lowest, highest)));
    }
  }

  private void insertedAt(Connection connection, String condition) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT "
                    + place()
                    + ", count(*), sum("
                    + DigestSql.rowHash(before.shape().columns())
                    + ") FROM "
                    + before.shape().qualified()
                    + " WHERE xmin = pg_current_xact_id()::xid"
                    + condition
                    + " GROUP BY 1")) {
      while (row.next()) {
        add(inserted, row, 1, new Digest(row.getLong(2), row.getBigDecimal(3).toBigIntegerExact()));
      }
    }
  }

  private static Digest sum(Map<Integer, Digest> digests) {
    return digests.values().stream().reduce(Digest.NONE, Digest::plus);
  }

  private List<Segment> segments(long lowest, long highest) {
    List<Segment> segments = new ArrayList<>();
    for (int place = 0; place <= thresholds.length; place++) {
      Digest held = place % 2 == 1 ? before.segments().get(place / 2).digest() : Digest.NONE;
      Digest holds =
          held.plus(inserted.getOrDefault(place, Digest.NONE))
              .minus(removed.getOrDefault(place, Digest.NONE));
      if (holds.rows() != 0) {
        long from = place == 0 ? lowest : thresholds[place - 1];
        long to = place == thresholds.length ? highest : thresholds[place] - 1;
        segments.add(new Segment(from, to, holds));
      }
    }
    return segments;
  }

  /** What the table holds now, once the ledger is closed. */
  public Optional<CertifiedTable> after() {
    return after;
  }

  /** How many rows were put in. */
  public long rowsInserted() {
    return sum(inserted).rows();
  }

  /** How many rows were taken out. */
  public long rowsRemoved() {
    return sum(removed).rows();
  }
}
