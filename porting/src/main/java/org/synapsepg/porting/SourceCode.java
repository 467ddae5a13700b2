package org.synapsepg.porting;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/**
 * What can be said about a SQLite file as the source of a port. Errors mean that it is not read.
 */
public enum SourceCode implements FindingCode {
  /** There is no file of that name, or it is a folder. */
  NOT_FOUND(Severity.ERROR),
  /** The file cannot be opened or read. */
  NOT_READABLE(Severity.ERROR),
  /** The file is empty. */
  EMPTY_FILE(Severity.ERROR),
  /** The file is no SQLite database: another format, encrypted, or overwritten. */
  NOT_A_DATABASE(Severity.ERROR),
  /** The file is shorter than its header says. */
  TRUNCATED(Severity.ERROR),
  /** The file breaks the rules of its format. */
  CORRUPT(Severity.ERROR),
  /** A row is larger than the memory that the process may use. */
  ROW_TOO_LARGE(Severity.ERROR),
  /** Another process keeps the file locked. */
  LOCKED(Severity.ERROR),
  /** The write-ahead log is missing, so that committed rows would be. */
  LOG_MISSING(Severity.ERROR),
  /** The write-ahead log or rollback journal does not belong to the file. */
  LOG_FOREIGN(Severity.ERROR),
  /** A write-ahead log in use is on a network or shared file system. */
  NETWORK_FILE_SYSTEM(Severity.ERROR),
  /** The file alone is mounted, so that a log beside it cannot be seen. */
  SINGLE_FILE_MOUNT(Severity.ERROR),
  /** SQLite needs a private copy and has no room for it. */
  NO_ROOM_FOR_COPY(Severity.ERROR),
  /** The file was written to while it was read and nothing could prevent it. */
  CHANGED_WHILE_READ(Severity.ERROR),
  /** It is a SQLite database, but not one of a Synapse homeserver. */
  NOT_SYNAPSE(Severity.ERROR),
  /** It is a Synapse database in which no server has ever worked. */
  NO_CONTENT(Severity.WARNING),
  /** A private copy is used. */
  PRIVATE_COPY(Severity.INFO),
  /** A write-ahead log is read with the file. */
  WRITE_AHEAD_LOG(Severity.INFO),
  /** An interrupted transaction is left out, as SQLite would roll it back. */
  HOT_JOURNAL(Severity.INFO),
  /** Nothing can keep a server that starts now from writing; a change is noticed. */
  NOT_LOCKED(Severity.INFO),
  /** Rows of a table are read through SQLite, for its form is not one that we read. */
  READ_BY_SQLITE(Severity.INFO);

  private final Severity defaultSeverity;

  SourceCode(Severity defaultSeverity) {
    this.defaultSeverity = defaultSeverity;
  }

  @Override
  public String id() {
    return FindingCode.id("source", this);
  }

  @Override
  public Severity defaultSeverity() {
    return defaultSeverity;
  }
}
