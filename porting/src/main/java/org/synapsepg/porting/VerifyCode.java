package org.synapsepg.porting;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** What a comparison, or the reading of a certificate, can find beside differing rows. */
public enum VerifyCode implements FindingCode {
  /** The certificate's file cannot be read, or is no certificate. */
  CERTIFICATE_UNREADABLE(Severity.ERROR),
  /** The certificate's content does not have the hash that it states. */
  CERTIFICATE_ALTERED(Severity.ERROR),
  /** The certificate was made by a later version of this library. */
  CERTIFICATE_TOO_NEW(Severity.ERROR),
  /** The database could not be asked. */
  TARGET_UNREACHABLE(Severity.ERROR),
  /** A table of the certificate is not in the database. */
  TABLE_MISSING(Severity.ERROR),
  /** The database has a table that the certificate does not know. */
  TABLE_ADDED(Severity.INFO),
  /** A table is empty whose rows a backup leaves out on purpose. */
  ROWS_LEFT_OUT(Severity.INFO),
  /** A sequence stands below the number that it had. */
  SEQUENCE_BEHIND(Severity.ERROR),
  /** A sequence is missing. */
  SEQUENCE_MISSING(Severity.ERROR),
  /** Columns, indexes, constraints, triggers or sequences are not what they were. */
  CATALOGUE_DIFFERS(Severity.WARNING),
  /** An index is not valid; queries do not use it and it may not keep its keys unique. */
  INDEX_INVALID(Severity.ERROR),
  /** A trigger that the target should fire is disabled. */
  TRIGGER_DISABLED(Severity.ERROR),
  /** Rows refer to rows that do not exist. */
  ORPHANS(Severity.WARNING),
  /** The message search does not hold what it should. */
  SEARCH_DIFFERS(Severity.ERROR),
  /** The user directory's search does not hold what it should. */
  DIRECTORY_DIFFERS(Severity.ERROR),
  /** SQLite counts other rows or totals than were read from the source's file. */
  SOURCE_MISREAD(Severity.ERROR),
  /** The server hashes otherwise than expected, so its rows were streamed and hashed here. */
  ROWS_STREAMED(Severity.INFO);

  private final Severity severity;

  VerifyCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("verify", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
