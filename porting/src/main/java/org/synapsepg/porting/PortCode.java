package org.synapsepg.porting;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** What the planning and running of a port can find. */
public enum PortCode implements FindingCode {
  /** The target's table has no column for values of the source. */
  COLUMN_MISSING(Severity.ERROR),
  /** A column of the target needs a value that the source does not have. */
  COLUMN_UNFILLED(Severity.ERROR),
  /** A column of the target has a type that a port cannot fill. */
  TYPE_UNSUPPORTED(Severity.ERROR),
  /** The source holds values that the target cannot; the policy for them is to fail. */
  BAD_VALUES(Severity.ERROR),
  /** The source holds values that will be replaced. */
  VALUES_REPLACED(Severity.INFO),
  /** Numbers inside JSON arrive equal, but are written in another way. */
  NUMBERS_REWRITTEN(Severity.INFO),
  /** The source's write-ahead log grew while it was read. */
  SOURCE_LOG_GREW(Severity.INFO),
  /** The source holds rows that will be kept out of the target. */
  ROWS_QUARANTINED(Severity.WARNING),
  /** The source is no database of a Synapse homeserver. */
  NOT_SYNAPSE(Severity.ERROR),
  /** The source has background updates that are not finished. */
  BACKGROUND_UPDATES_PENDING(Severity.ERROR),
  /** The schema versions of source and target differ. */
  SCHEMA_DIFFERS(Severity.ERROR),
  /** The target is empty, and its schema cannot be made. */
  TARGET_EMPTY(Severity.ERROR),
  /** The schema shall be derived, but the target has tables. */
  TARGET_NOT_EMPTY(Severity.ERROR),
  /** The source belongs to another server than the one that was named. */
  SERVER_NAME_DIFFERS(Severity.ERROR),
  /** The target holds rows that no port wrote. */
  TARGET_FOREIGN(Severity.ERROR),
  /** Synapse, or somebody else, has written to the target since the last port. */
  TARGET_USED(Severity.ERROR),
  /** The target is being ported to by another run. */
  TARGET_BUSY(Severity.ERROR),
  /** A checkpoint exists, and the caller wants it refused. */
  CHECKPOINT_EXISTS(Severity.ERROR),
  /** A checkpoint exists that was made by an incompatible version of this library. */
  CHECKPOINT_UNKNOWN(Severity.ERROR),
  /** The source is another server's database than the one the target was ported from. */
  SOURCE_FOREIGN(Severity.ERROR),
  /** The source is an older state than the one the target was ported from. */
  SOURCE_OLDER(Severity.ERROR),
  /** An earlier run was of another state of the source; its rows are copied again. */
  SOURCE_CHANGED(Severity.INFO),
  /** The role lacks a right that a port needs. */
  RIGHTS_MISSING(Severity.ERROR),
  /** The target could not be asked. */
  TARGET_UNREACHABLE(Severity.ERROR),
  /** The target stopped answering while a run was under way. */
  TARGET_LOST(Severity.ERROR),
  /** A row of the message search has no event, or there are several of one event. */
  SEARCH_ROWS_LEFT_OUT(Severity.WARNING),
  /** The target has no table for rows of the source; they stay behind. */
  TABLE_LEFT_OUT(Severity.WARNING),
  /** Tables that the target lacked are made for rows of the source. */
  TABLES_CARRIED(Severity.INFO),
  /** Rows point at rows that do not exist, under a foreign key that is declared not valid. */
  ORPHANS(Severity.WARNING),
  /** The run cannot go on. */
  RUN_FAILED(Severity.ERROR),
  /** Another run has taken the target over. */
  SUPERSEDED(Severity.ERROR),
  /** The run was ended at once; what was written is a consistent checkpoint. */
  ABORTED(Severity.ERROR);

  private final Severity severity;

  PortCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("port", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
