package org.synapsepg.porting;

/**
 * What a port will do with one table.
 *
 * @param table the target table's name
 * @param handling how its rows come to be
 * @param rows rows of the source
 * @param bytes what will be sent to the server for them
 */
public record TablePlan(String table, Handling handling, long rows, long bytes) {
  /** How the rows of a target table come to be. */
  public enum Handling {
    /** Copied from the source. */
    COPIED,
    /** Computed from other rows of the source. */
    COMPUTED,
    /** Kept as they are from an earlier run, for the source has not changed. */
    KEPT,
    /** Left empty. */
    EMPTIED
  }
}
