package org.synapsepg.porting;

/** What happens when the target already holds the work of an earlier run. */
public enum ExistingCheckpoint {
  /**
   * Go on from there. Tables whose rows in the source have not changed since are kept, all others
   * are copied again.
   */
  RESUME,
  /** Refuse to begin. */
  REFUSE,
  /** Throw the earlier work away and begin anew. */
  DISCARD
}
