package org.synapsepg.porting.internal.state;

import java.util.OptionalLong;

/**
 * How far one table has come.
 *
 * @param table the target table's name
 * @param digest the digest of all the rows that the source has for it
 * @param rowsExpected how many rows the source has
 * @param lastRowid the last of the source's rows that is dealt with; empty before the first
 * @param rowsRead rows of the source that are dealt with
 * @param rowsWritten rows that are in the target; the others are in quarantine
 * @param bytes what was sent to the server
 * @param done whether all rows are dealt with
 * @param reconcile whether the table holds an older state of its rows, of which only those that
 *     differ are replaced
 */
public record TableProgress(
    String table,
    long digest,
    long rowsExpected,
    OptionalLong lastRowid,
    long rowsRead,
    long rowsWritten,
    long bytes,
    boolean done,
    boolean reconcile) {
  /** Nothing done yet; all done if there are no rows. */
  public static TableProgress begin(String table, long digest, long rowsExpected) {
    return new TableProgress(
        table, digest, rowsExpected, OptionalLong.empty(), 0, 0, 0, rowsExpected == 0, false);
  }

  /** An older state is there, which is to become this one. */
  public static TableProgress older(String table, long digest, long rowsExpected) {
    return new TableProgress(
        table, digest, rowsExpected, OptionalLong.empty(), 0, 0, 0, false, true);
  }
}
