package org.synapsepg.porting.internal.state;

/** How far a run has come, in order. Kept in the target by name. */
public enum RunPhase {
  /** Rows are being copied. */
  LOADING,
  /** All rows are there; indexes, keys and triggers are being put back. */
  RESTORING,
  /** Everything is back; sequences and statistics are being set. */
  FINISHING,
  /** Everything is done but the comparison. */
  VERIFYING,
  /** Done and verified. */
  COMPLETE
}
