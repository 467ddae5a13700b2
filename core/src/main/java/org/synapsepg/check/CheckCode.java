package org.synapsepg.check;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The findings of this package and the reasons for which it refuses to change a database. */
public enum CheckCode implements FindingCode {
  /** A sequence would give out numbers that are in use. */
  SEQUENCE_BEHIND(Severity.ERROR),
  /** A sequence is behind its stream's position, so Synapse refuses to start. */
  SEQUENCE_BEHIND_POSITION(Severity.ERROR),
  /** A writer's position lies beyond a downward sequence. */
  SEQUENCE_INSTANCE_AHEAD(Severity.ERROR),
  /** A stream's sequence was never called, so that its next number counts as seen. */
  SEQUENCE_NOT_CALLED(Severity.ERROR),
  /** Synapse has noted higher numbers than a sequence has given out. */
  SEQUENCE_NOTED_AHEAD(Severity.WARNING),
  /** A sequence, or what it numbers, may not be read by this role. */
  SEQUENCE_UNREADABLE(Severity.WARNING),
  /** A sequence of which nothing is known. */
  SEQUENCE_UNKNOWN(Severity.INFO),
  /** The right value of a sequence is beyond what the sequence can hold. */
  SEQUENCE_OUT_OF_RANGE(Severity.ERROR),
  /** Synapse refuses the encoding, and nothing overrides that. */
  LOCALE_ENCODING(Severity.ERROR),
  /** Synapse refuses LC_COLLATE or LC_CTYPE. */
  LOCALE_REFUSED(Severity.ERROR),
  /** The database sorts by ICU, which Synapse does not see. */
  LOCALE_ICU(Severity.ERROR),
  /** The version of the sort order has changed since the database was made. */
  LOCALE_VERSION(Severity.ERROR),
  /** Nobody knows whether the sort order has changed. */
  LOCALE_VERSION_UNKNOWN(Severity.WARNING),
  /** Columns, indexes or types have a collation of their own that is not C. */
  LOCALE_OBJECTS(Severity.WARNING),
  /** template1 has another locale than Synapse needs. */
  LOCALE_TEMPLATE(Severity.INFO),
  /**
   * The role lacks a right that a way out of a wrong locale needs; an administrator can give it.
   */
  LOCALE_RIGHT_MISSING(Severity.WARNING),
  /** The server is a standby, which takes no writes. */
  STANDBY(Severity.ERROR),
  /** A change of the locale in place cannot be done here. */
  IN_PLACE_IMPOSSIBLE(Severity.ERROR),
  /** Rows share a key that a unique index should have kept apart. */
  DUPLICATES(Severity.ERROR),
  /** A dump or a restored database lacks something. */
  BACKUP_INCOMPLETE(Severity.ERROR),
  /** A dump or a restored database holds one-time keys. */
  BACKUP_ONE_TIME_KEYS(Severity.WARNING),
  /** Sessions are open through which Synapse could be writing. */
  SYNAPSE_PRESENT(Severity.ERROR),
  /** Another repair is running on this database. */
  REPAIR_RUNNING(Severity.ERROR),
  /** A repair was applied and the database is still not right. */
  REPAIR_INCOMPLETE(Severity.ERROR);

  private final Severity severity;

  CheckCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("check", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
