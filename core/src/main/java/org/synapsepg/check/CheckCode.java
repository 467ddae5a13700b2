package org.synapsepg.check;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The findings of this package and the reasons for which it refuses to change a database. */
public enum CheckCode implements FindingCode {
  /** A sequence would give out numbers that are in use. */
  SEQUENCE_BEHIND("check.sequence-behind", Severity.ERROR),
  /** A sequence is behind its stream's position, so Synapse refuses to start. */
  SEQUENCE_BEHIND_POSITION("check.sequence-behind-position", Severity.ERROR),
  /** A writer's position lies beyond a downward sequence. */
  SEQUENCE_INSTANCE_AHEAD("check.sequence-instance-ahead", Severity.ERROR),
  /** A stream's sequence was never called, so that its next number counts as seen. */
  SEQUENCE_NOT_CALLED("check.sequence-not-called", Severity.ERROR),
  /** Synapse has noted higher numbers than a sequence has given out. */
  SEQUENCE_NOTED_AHEAD("check.sequence-noted-ahead", Severity.WARNING),
  /** A sequence, or what it numbers, may not be read by this role. */
  SEQUENCE_UNREADABLE("check.sequence-unreadable", Severity.WARNING),
  /** A sequence of which nothing is known. */
  SEQUENCE_UNKNOWN("check.sequence-unknown", Severity.INFO),
  /** The right value of a sequence is beyond what the sequence can hold. */
  SEQUENCE_OUT_OF_RANGE("check.sequence-out-of-range", Severity.ERROR),
  /** Synapse refuses the encoding, and nothing overrides that. */
  LOCALE_ENCODING("check.locale-encoding", Severity.ERROR),
  /** Synapse refuses LC_COLLATE or LC_CTYPE. */
  LOCALE_REFUSED("check.locale-refused", Severity.ERROR),
  /** The database sorts by ICU, which Synapse does not see. */
  LOCALE_ICU("check.locale-icu", Severity.ERROR),
  /** The version of the sort order has changed since the database was made. */
  LOCALE_VERSION("check.locale-version", Severity.ERROR),
  /** Nobody knows whether the sort order has changed. */
  LOCALE_VERSION_UNKNOWN("check.locale-version-unknown", Severity.WARNING),
  /** Columns, indexes or types have a collation of their own that is not C. */
  LOCALE_OBJECTS("check.locale-objects", Severity.WARNING),
  /** template1 has another locale than Synapse needs. */
  LOCALE_TEMPLATE("check.locale-template", Severity.INFO),
  /** A change of the locale in place cannot be done here. */
  IN_PLACE_IMPOSSIBLE("check.in-place-impossible", Severity.ERROR),
  /** Rows share a key that a unique index should have kept apart. */
  DUPLICATES("check.duplicates", Severity.ERROR),
  /** A dump or a restored database lacks something. */
  BACKUP_INCOMPLETE("check.backup-incomplete", Severity.ERROR),
  /** A dump or a restored database holds one-time keys. */
  BACKUP_ONE_TIME_KEYS("check.backup-one-time-keys", Severity.WARNING),
  /** Sessions are open through which Synapse could be writing. */
  SYNAPSE_PRESENT("check.synapse-present", Severity.ERROR),
  /** Another repair is running on this database. */
  REPAIR_RUNNING("check.repair-running", Severity.ERROR),
  /** A repair was applied and the database is still not right. */
  REPAIR_INCOMPLETE("check.repair-incomplete", Severity.ERROR);

  private final String id;
  private final Severity severity;

  CheckCode(String id, Severity severity) {
    this.id = id;
    this.severity = severity;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
