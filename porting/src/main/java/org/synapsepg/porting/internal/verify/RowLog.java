package org.synapsepg.porting.internal.verify;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which rows a table has: their numbers in the source and their hashes, in segments of so many
 * numbers, each with a digest. A later run compares digests first, then the rows of the segments
 * that differ, and so knows what has changed without reading the target. For one thread until it is
 * complete.
 */
public final class RowLog {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int SEGMENT_BITS = 10;
  private static final int ROW_AT_MOST = 2 + Long.BYTES;

  /** How much memory all logs of a run may take together. Thread-safe. */
  public static final class Budget {
    private final AtomicLong left;

    /** So many bytes. */
    public Budget(long bytes) {
      left = new AtomicLong(bytes);
    }

    /** A sixteenth of the heap, for several runs may share it. */
    public static Budget ofHeap() {
      return new Budget(Runtime.getRuntime().maxMemory() / 16);
    }

    private boolean take(long bytes) {
      if (left.addAndGet(-bytes) >= 0) {
        return true;
      }
      left.addAndGet(bytes);
      return false;
    }
  }

  /** Rows with neighbouring numbers. */
  public static final class Segment {
    /** What a segment costs in memory besides its rows. */
    private static final int OVERHEAD = 64;

    private final long number;
    private final long digest;
    private final byte[] rows;

    private Segment(long number, long digest, byte[] rows) {
      this.number = number;
      this.digest = digest;
      this.rows = rows;
    }

    /** The rows' numbers without their last ten bits. */
    public long number() {
      return number;
    }

    /** The digest of numbers and hashes. */
    public long digest() {
      return digest;
    }

    /** Numbers and hashes, packed; not to be changed. */
    public byte[] rows() {
      return rows;
    }
  }

  /** Takes rows. */
  @FunctionalInterface
  public interface Sink {
    /** Takes one row. */
    void row(long rowid, long hash);
  }

  private final Budget budget;
  private final List<Segment> segments = new ArrayList<>();
  private byte[] current = new byte[64 * ROW_AT_MOST];
  private int size;
  private long number;
  private int lastOffset;
  private long digest;
  private long rows;
  private long taken;
  private boolean dropped;

  /** No rows yet. */
  public RowLog(Budget budget) {
    this.budget = budget;
  }

  /** Adds a row; their numbers must rise. */
  void add(long rowid, long hash) {
    if (dropped) {
      return;
    }
    long segment = rowid >> SEGMENT_BITS;
    if (size > 0 && segment != number) {
      endSegment();
    }
    int offset = (int) (rowid - (segment << SEGMENT_BITS));
    if (size == 0) {
      number = segment;
      lastOffset = -1;
      digest = segment;
    }
    if (size + ROW_AT_MOST > current.length) {
      current = Arrays.copyOf(current, 2 * current.length);
    }
    int step = offset - lastOffset;
    if (step >= 0x80) {
      current[size++] = (byte) ((step >> 7) | 0x80);
    }
    current[size++] = (byte) (step & 0x7F);
    LONG.set(current, size, hash);
    size += Long.BYTES;
    digest = (Long.rotateLeft(digest, 7) ^ hash) * 0x9E3779B97F4A7C15L + offset;
    digest ^= digest >>> 31;
    lastOffset = offset;
    rows++;
  }

  private void endSegment() {
    long cost = (long) size + Segment.OVERHEAD;
    if (!budget.take(cost)) {
      drop();
      return;
    }
    taken += cost;
    segments.add(new Segment(number, digest, Arrays.copyOf(current, size)));
    size = 0;
  }

  private void drop() {
    dropped = true;
    size = 0;
    segments.clear();
    budget.left.addAndGet(taken);
  }

  /** Whether all rows are in it; they are not if there were too many for the memory. */
  public boolean isComplete() {
    if (size > 0) {
      endSegment();
    }
    return !dropped;
  }

  /** How many rows there are. */
  public long rows() {
    return rows;
  }

  /** All segments, rising. */
  public List<Segment> segments() {
    if (!isComplete()) {
      throw new IllegalStateException("there were too many rows");
    }
    return segments;
  }

  /** The numbers of all rows, rising. */
  public long[] rowids() {
    LongList rowids = new LongList();
    segments().forEach(s -> unpack(s.number(), s.rows(), (rowid, hash) -> rowids.add(rowid)));
    return rowids.toSorted();
  }

  /** Gives the rows of a segment, rising. */
  public static void unpack(long number, byte[] rows, Sink sink) {
    long rowid = (number << SEGMENT_BITS) - 1;
    int at = 0;
    while (at < rows.length) {
      int step = rows[at++];
      if (step < 0) {
        step = ((step & 0x7F) << 7) | rows[at++];
      }
      rowid += step;
      sink.row(rowid, (long) LONG.get(rows, at));
      at += Long.BYTES;
    }
  }
}
