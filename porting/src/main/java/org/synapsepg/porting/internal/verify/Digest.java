package org.synapsepg.porting.internal.verify;

import java.math.BigInteger;

/**
 * The digest of a set of rows. Equal digests mean equal multisets of rows, but for a chance of
 * about 2^-64.
 *
 * @param rows how many rows
 * @param sum the exact sum of their hashes, each taken as a signed 64-bit number
 */
public record Digest(long rows, BigInteger sum) {
  /** The digest of no rows. */
  public static final Digest NONE = new Digest(0, BigInteger.ZERO);

  /**
   * The digest of both sets together.
   *
   * @param other the other set's
   * @return the sum
   */
  public Digest plus(Digest other) {
    return new Digest(rows + other.rows, sum.add(other.sum));
  }

  /**
   * The digest of what is left of the set without the rows of another.
   *
   * @param other the other set's
   * @return the difference
   */
  Digest minus(Digest other) {
    return new Digest(rows - other.rows, sum.subtract(other.sum));
  }
}
