package org.synapsepg.porting.internal.verify;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds which rows make a table differ from its source: both sides are taken as multisets of row
 * hashes. First digests of 1,024 buckets, by the hash's leading bits, are compared; the hashes of
 * buckets that differ are fetched and merged, so many at a time that they fit into memory; then the
 * rows that have the hashes left over are looked up. Works alike with and without a key.
 */
public final class RowDifferences {
  private static final int BUCKET_BITS = 10;
  private static final int BUCKETS = 1 << BUCKET_BITS;
  private static final int FETCH = 5000;
  private static final String BUCKET =
      "((h >> " + (64 - BUCKET_BITS) + ") & " + (BUCKETS - 1) + ")";

  private final SourceRows source;
  private final Connection target;
  private final TableShape shape;
  private final boolean streamed;
  private final long capacity;

  /**
   * A search that has not begun.
   *
   * @param source the table's rows as they should be
   * @param target a connection inside a transaction that sees one state
   * @param streamed whether the server's own hashes cannot be used
   * @param capacity how many hashes of each side may be in memory at once
   */
  public RowDifferences(SourceRows source, Connection target, boolean streamed, long capacity) {
    this.source = source;
    this.target = target;
    this.shape = ExpectedRow.shape(source.table());
    this.streamed = streamed;
    this.capacity = capacity;
  }

  /** As many hashes as an eighth of the heap can hold. */
  public static long defaultCapacity() {
    return Math.max(100_000, Runtime.getRuntime().maxMemory() / 8 / (2 * Long.BYTES));
  }

  /** What was found. */
  public static final class Found {
    private final long[] missing;
    private final List<String> surplus;

    private Found(long[] missing, List<String> surplus) {
      this.missing = missing;
      this.surplus = surplus;
    }

    /** Rowids of the source's rows that the target lacks, rising. */
    public long[] missing() {
      return missing;
    }

    /** Places (ctids) of the target's rows that the source lacks. */
    public List<String> surplus() {
      return surplus;
    }
  }

  /** Finds all differences. */
  public Found find() throws SQLException {
    RowDigest[] expected = buckets();
    source.each((row, hash) -> expected[bucket(hash)].add(hash));
    Map<Integer, Digest> actual = targetBuckets();
    List<BitSet> passes = new ArrayList<>();
    long load = capacity + 1;
    for (int i = 0; i < BUCKETS; i++) {
      Digest there = actual.getOrDefault(i, Digest.NONE);
      if (expected[i].toDigest().equals(there)) {
        continue;
      }
      long more = Math.max(expected[i].rows(), there.rows());
      load += more;
      if (load > capacity) {
        passes.add(new BitSet(BUCKETS));
        load = more;
      }
      passes.get(passes.size() - 1).set(i);
    }
    LongList missing = new LongList();
    List<String> surplus = new ArrayList<>();
    for (BitSet pass : passes) {
      search(pass, missing, surplus);
    }
    return new Found(missing.toSorted(), surplus);
  }

  private static RowDigest[] buckets() {
    RowDigest[] buckets = new RowDigest[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      buckets[i] = new RowDigest();
    }
    return buckets;
  }

  private static int bucket(long hash) {
    return (int) (hash >>> (64 - BUCKET_BITS));
  }

  private void search(BitSet wanted, LongList missing, List<String> surplus) throws SQLException {
    LongList here = new LongList();
    source.each(
        (row, hash) -> {
          if (wanted.get(bucket(hash))) {
            here.add(hash);
          }
        });
    LongList there = targetHashes(wanted);
    here.sort();
    there.sort();
    Map<Long, Integer> lacking = new HashMap<>();
    Map<Long, Integer> excess = new HashMap<>();
    int i = 0;
    int j = 0;
    while (i < here.size() || j < there.size()) {
      int order =
          i == here.size() ? 1 : j == there.size() ? -1 : Long.compare(here.get(i), there.get(j));
      if (order < 0) {
        lacking.merge(here.get(i++), 1, Integer::sum);
      } else if (order > 0) {
        excess.merge(there.get(j++), 1, Integer::sum);
      } else {
        i++;
        j++;
      }
    }
    if (!lacking.isEmpty()) {
      source.each(
          (row, hash) -> {
            if (take(lacking, hash)) {
              missing.add(row.rowid());
            }
          });
    }
    if (!excess.isEmpty()) {
      targetPlaces(excess, surplus);
    }
  }

  private static boolean take(Map<Long, Integer> counts, long hash) {
    Integer left = counts.get(hash);
    if (left == null || left == 0) {
      return false;
    }
    counts.put(hash, left - 1);
    return true;
  }

  private String hashed(String further) {
    // OFFSET 0 keeps the planner from computing the hash once for each mention of it.
    return "(SELECT "
        + DigestSql.rowHash(shape.columns())
        + " AS h"
        + further
        + " FROM "
        + shape.qualified()
        + " OFFSET 0) s";
  }

  private Map<Integer, Digest> targetBuckets() throws SQLException {
    Map<Integer, Digest> buckets = new TreeMap<>();
    if (streamed) {
      RowDigest[] digests = buckets();
      RowStream.each(target, shape, "0", (ctid, hash) -> digests[bucket(hash)].add(hash));
      for (int i = 0; i < BUCKETS; i++) {
        buckets.put(i, digests[i].toDigest());
      }
      return buckets;
    }
    try (Statement statement = target.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT " + BUCKET + ", count(*), sum(h) FROM " + hashed("") + " GROUP BY 1")) {
      while (rows.next()) {
        BigDecimal sum = rows.getBigDecimal(3);
        buckets.put(rows.getInt(1), new Digest(rows.getLong(2), sum.toBigIntegerExact()));
      }
    }
    return buckets;
  }

  private LongList targetHashes(BitSet wanted) throws SQLException {
    LongList hashes = new LongList();
    if (streamed) {
      RowStream.each(
          target,
          shape,
          "0",
          (ctid, hash) -> {
            if (wanted.get(bucket(hash))) {
              hashes.add(hash);
            }
          });
      return hashes;
    }
    try (PreparedStatement statement =
        target.prepareStatement(
            "SELECT h FROM " + hashed("") + " WHERE " + BUCKET + " = ANY (?)")) {
      statement.setFetchSize(FETCH);
      statement.setArray(
          1, target.createArrayOf("int8", wanted.stream().mapToObj(Long::valueOf).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          hashes.add(rows.getLong(1));
        }
      }
    }
    return hashes;
  }

  private void targetPlaces(Map<Long, Integer> excess, List<String> surplus) throws SQLException {
    if (streamed) {
      RowStream.each(
          target,
          shape,
          "ctid::text",
          (ctid, hash) -> {
            if (take(excess, hash)) {
              surplus.add(ctid);
            }
          });
      return;
    }
    try (PreparedStatement statement =
        target.prepareStatement(
            "SELECT h, c::text FROM " + hashed(", ctid AS c") + " WHERE h = ANY (?)")) {
      statement.setFetchSize(FETCH);
      statement.setArray(1, target.createArrayOf("int8", excess.keySet().toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (take(excess, rows.getLong(1))) {
            surplus.add(rows.getString(2));
          }
        }
      }
    }
  }
}
