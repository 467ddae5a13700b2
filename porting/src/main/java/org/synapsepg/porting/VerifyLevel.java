package org.synapsepg.porting;

/**
 * How thoroughly a port is compared with its source, in rising order of cost and certainty. Every
 * level also compares sequences, the catalogue, the message search and the user directory.
 */
public enum VerifyLevel {
  /**
   * The number of rows of every table, on both sides counted by the database itself. Finds lost and
   * doubled rows, not altered ones. Costs about a scan of the smallest index of each table.
   */
  COUNTS,
  /**
   * Every row of every table: PostgreSQL computes a 64-bit hash of each row with its own hash
   * functions, this library computes the same from the source, and the sums are compared. Totals
   * that SQLite itself evaluates are compared with what was read, so that a fault of the reading
   * shows as well. No row travels over the network. A difference is narrowed to rows and columns.
   * This is what a port ends with.
   */
  CHECKSUMS,
  /**
   * Every byte of every value: the rows come back through a binary COPY and are compared with the
   * source, read again and encoded by separate code. Costs about as much as the port's copying.
   */
  BYTES
}
