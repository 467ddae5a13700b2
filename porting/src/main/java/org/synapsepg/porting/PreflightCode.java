package org.synapsepg.porting;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** What {@link PortJob#preflight()} finds out about the two sides, beyond what planning finds. */
public enum PreflightCode implements FindingCode {
  /** SQLite's own check found the source damaged. */
  SOURCE_DAMAGED(Severity.ERROR),
  /** Rows of the source point to rows that are not there. */
  SOURCE_ORPHANS(Severity.ERROR),
  /**
   * The source is set to give free pages back, which Synapse's script refuses and this port does
   * not mind.
   */
  SOURCE_AUTO_VACUUM(Severity.INFO),
  /**
   * The server is older than any that Synapse supports today, or newer than any that this library
   * was tested with.
   */
  SERVER_UNTESTED(Severity.WARNING),
  /** The server is a standby or takes no writes. */
  TARGET_READ_ONLY(Severity.ERROR),
  /** Other sessions hold locks on tables of the target, for which a port would wait. */
  TARGET_LOCKED(Severity.WARNING),
  /** The server's disk is too small for the port, or may be. */
  DISK_SHORT(Severity.ERROR),
  /** The source was compacted or its schema changed since the last run, which does no harm. */
  SOURCE_VACUUMED(Severity.INFO),
  /**
   * The source was written by a Synapse that is newer than the one that made the target, though
   * their schemas have the same version.
   */
  COMPAT_DIFFERS(Severity.WARNING),
  /** A pooler hands every transaction to another server session. */
  TRANSACTION_POOLING(Severity.ERROR),
  /** Fewer connections are free than a port needs. */
  CONNECTIONS_SHORT(Severity.ERROR),
  /** The role may not create in the database or in its schema. */
  CREATE_MISSING(Severity.ERROR),
  /** Tables of the target belong to another role. */
  NOT_OWNER(Severity.ERROR),
  /** Row security, rules or missing rights stand between the port and rows of the target. */
  TABLE_GUARDED(Severity.ERROR),
  /** The target lacks tables of Synapse in which the source has rows. */
  TABLE_MISSING(Severity.ERROR),
  /** Every row is also archived, replicated or waited for elsewhere. */
  WAL_CONSUMERS(Severity.WARNING),
  /** A publication or an event trigger will react to what the port does. */
  REACTIONS(Severity.WARNING),
  /** A key is too long for an index of PostgreSQL, or a text for a search vector. */
  KEY_TOO_LONG(Severity.ERROR),
  /** Rows that differ in the source would have the same unique key in the target. */
  KEYS_COLLIDE(Severity.ERROR),
  /** A trigger of the target would reject rows. */
  TRIGGER_REJECTS(Severity.ERROR),
  /** Rows break a CHECK constraint of the target. */
  CHECK_VIOLATED(Severity.ERROR),
  /** Rows that Synapse lives with on SQLite and trips over on PostgreSQL. */
  OLD_DEFECT(Severity.WARNING),
  /** Keys of state events change in the tables, but not in the events. */
  STATE_KEYS_REPLACED(Severity.INFO),
  /** More than one schema, or an extension, has tables where the port would work. */
  SCHEMA_SURPRISE(Severity.WARNING);

  private final Severity severity;

  PreflightCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("preflight", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
