package org.synapsepg.config;

/**
 * How many connections one Synapse process holds ({@code cp_min}, {@code cp_max}; Twisted's
 * adbapi.ConnectionPool). Without them Twisted's own 3 and 5 apply; a {@code cp_min} above {@code
 * cp_max} is lowered to it.
 *
 * @param min the least number, 0 or more
 * @param max the greatest number, at least 1 and at least {@code min}
 */
public record PoolBounds(int min, int max) {
  /** What applies when the file says nothing: 3 to 5. */
  public static final PoolBounds DEFAULT = new PoolBounds(3, 5);

  /**
   * Checks the order.
   *
   * @param min the least number, 0 or more
   * @param max the greatest number, at least 1 and at least {@code min}
   */
  public PoolBounds {
    if (min < 0 || max < 1 || min > max) {
      throw new IllegalArgumentException(
          "a pool of " + min + " to " + max + " connections is impossible; expected 0 ≤ min ≤ max");
    }
  }
}
