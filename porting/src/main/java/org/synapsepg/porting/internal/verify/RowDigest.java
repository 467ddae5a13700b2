package org.synapsepg.porting.internal.verify;

import java.math.BigInteger;

/**
 * The number of rows and the exact sum of their 64-bit hashes: what {@code count(*), sum(hash)}
 * gives in PostgreSQL, where the sum of bigints is a numeric. A sum, not an exclusive or, so that a
 * doubled pair of rows does not cancel out. Mutable; for one thread.
 */
final class RowDigest {
  private long rows;
  private long low;
  private long high;

  void add(long hash) {
    long before = low;
    low += hash;
    // Sign extension of the addend, plus the carry out of the low word.
    high += (hash >> 63) + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
    rows++;
  }

  void add(RowDigest other) {
    long before = low;
    low += other.low;
    high += other.high + (Long.compareUnsigned(low, before) < 0 ? 1 : 0);
    rows += other.rows;
  }

  void clear() {
    rows = 0;
    low = 0;
    high = 0;
  }

  long rows() {
    return rows;
  }

  BigInteger sum() {
    return BigInteger.valueOf(high).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
  }

  Digest toDigest() {
    return new Digest(rows, sum());
  }
}
