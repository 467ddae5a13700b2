package org.synapsepg.porting.internal.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Neighbouring blocks of a table's file. The server reads them alone when it is asked for rows by
 * their place (a TID range scan, PostgreSQL 14).
 *
 * @param first the number of the first block, from 0
 * @param end the number of the first block behind them
 */
public record BlockRange(long first, long end) {
  /** No table has a block with this number ({@code MaxBlockNumber} and one). */
  private static final long BEHIND_ALL = 0xFFFF_FFFFL;

  /** All blocks from one on. */
  public static BlockRange from(long first) {
    return new BlockRange(first, BEHIND_ALL);
  }

  /** How many blocks there are. */
  public long count() {
    return Math.max(0, end - first);
  }

  /** The condition that a row is in one of them. */
  String condition() {
    return "ctid >= '(%d,0)'::tid AND ctid < '(%d,0)'::tid".formatted(first, end);
  }

  /** The same blocks in ranges that rise and do not touch. */
  public static List<BlockRange> merged(Collection<BlockRange> ranges) {
    List<BlockRange> merged = new ArrayList<>();
    for (BlockRange next :
        ranges.stream().sorted(Comparator.comparingLong(BlockRange::first)).toList()) {
      BlockRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && next.first() <= last.end()) {
        merged.set(
            merged.size() - 1, new BlockRange(last.first(), Math.max(last.end(), next.end())));
      } else {
        merged.add(next);
      }
    }
    return merged;
  }
}
