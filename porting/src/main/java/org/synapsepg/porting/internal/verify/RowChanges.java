package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.synapsepg.porting.internal.plan.TableMapping;

/**
 * What became of a table's rows between two runs. Rows that only have another number are no change.
 */
public final class RowChanges {
  private static final int FETCH = 5000;

  private final long[] added;
  private final long[] gone;
  private final long[] goneRowids;

  private RowChanges(long[] added, long[] gone, long[] goneRowids) {
    this.added = added;
    this.gone = gone;
    this.goneRowids = goneRowids;
  }

  /**
   * Compares the segments that differ.
   *
   * @param before rows of the earlier state by their segment's number
   * @param now segments of the present state
   */
  public static RowChanges between(Map<Long, byte[]> before, List<RowLog.Segment> now) {
    LongList olds = new LongList();
    before.forEach((number, rows) -> RowLog.unpack(number, rows, (rowid, hash) -> olds.add(hash)));
    long[] old = olds.toSorted();
    // How many rows of a hash are found again, at the place of the first one.
    int[] again = new int[old.length];
    LongList added = new LongList();
    for (RowLog.Segment segment : now) {
      RowLog.unpack(
          segment.number(),
          segment.rows(),
          (rowid, hash) -> {
            int first = first(old, hash);
            if (first < 0
                || first + again[first] >= old.length
                || old[first + again[first]] != hash) {
              added.add(rowid);
            } else {
              again[first]++;
            }
          });
    }
    LongList gone = new LongList();
    for (int i = 0; i < old.length; ) {
      int end = i + 1;
      while (end < old.length && old[end] == old[i]) {
        end++;
      }
      for (int left = end - i - again[i]; left > 0; left--) {
        gone.add(old[i]);
      }
      i = end;
    }
    long[] lost = gone.toSorted();
    LongList rowids = new LongList();
    before.forEach(
        (number, rows) ->
            RowLog.unpack(
                number,
                rows,
                (rowid, hash) -> {
                  if (Arrays.binarySearch(lost, hash) >= 0) {
                    rowids.add(rowid);
                  }
                }));
    return new RowChanges(added.toSorted(), lost, rowids.toSorted());
  }

  private static int first(long[] sorted, long hash) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < hash) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < sorted.length && sorted[low] == hash ? low : -1;
  }

  /** Rowids of rows that the target lacks, rising. */
  public long[] added() {
    return Arrays.copyOf(added, added.length);
  }

  /** How many rows of the target are to be removed. */
  public int gone() {
    return gone.length;
  }

  /**
   * The numbers that the rows to be removed had in the source, rising. Of equal rows some may stay,
   * and the numbers of all of them are told.
   */
  public long[] goneRowids() {
    return Arrays.copyOf(goneRowids, goneRowids.length);
  }

  /**
   * Finds the rows to be removed.
   *
   * @param target a connection to the target, whose hashes are trusted
   * @param table the table
   * @param where blocks that should have them
   * @return their places (ctids); nothing if they are not all there
   * @throws SQLException as the server reports it
   */
  public Optional<List<String>> places(
      Connection target, TableMapping table, List<BlockRange> where) throws SQLException {
    return where.isEmpty() && gone.length > 0
        ? Optional.empty()
        : find(target, table, where.stream().map(r -> " WHERE " + r.condition()).toList());
  }

  /**
   * Finds the rows to be removed in the whole table.
   *
   * @param target a connection to the target, whose hashes are trusted
   * @param table the table
   * @return their places (ctids); nothing if the target does not hold what it should have held
   * @throws SQLException as the server reports it
   */
  public Optional<List<String>> places(Connection target, TableMapping table) throws SQLException {
    return find(target, table, List.of(""));
  }

  private Optional<List<String>> find(
      Connection target, TableMapping table, List<String> conditions) throws SQLException {
    List<String> places = new ArrayList<>();
    if (gone.length == 0) {
      return Optional.of(places);
    }
    Map<Long, Integer> wanted = new HashMap<>();
    for (long hash : gone) {
      wanted.merge(hash, 1, Integer::sum);
    }
    TableShape shape = ExpectedRow.shape(table);
    // OFFSET 0 keeps the planner from computing the hash once for each mention of it.
    String parts =
        conditions.stream()
            .map(
                condition ->
                    "(SELECT "
                        + DigestSql.rowHash(shape.columns())
                        + " AS h, ctid AS c FROM "
                        + shape.qualified()
                        + condition
                        + " OFFSET 0)")
            .collect(Collectors.joining(" UNION ALL "));
    String sql = "SELECT h, c::text FROM (" + parts + ") s WHERE h = ANY (?)";
    try (PreparedStatement statement = target.prepareStatement(sql)) {
      statement.setFetchSize(FETCH);
      statement.setArray(1, target.createArrayOf("int8", wanted.keySet().toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Integer left = wanted.get(rows.getLong(1));
          if (left != null && left > 0) {
            wanted.put(rows.getLong(1), left - 1);
            places.add(rows.getString(2));
          }
        }
      }
    }
    return places.size() == gone.length ? Optional.of(places) : Optional.empty();
  }
}
