package org.synapsepg.porting;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/**
 * What can be said about a SQLite file as the source of a port. Errors mean that it is not read.
 */
public enum SourceCode implements FindingCode {
  /** There is no file of that name, or it is a folder. */
  NOT_FOUND("source.not-found", Severity.ERROR),
  /** The file cannot be opened or read. */
  NOT_READABLE("source.not-readable", Severity.ERROR),
  /** The file is empty. */
  EMPTY_FILE("source.empty-file", Severity.ERROR),
  /** The file is no SQLite database: another format, encrypted, or overwritten. */
  NOT_A_DATABASE("source.not-a-database", Severity.ERROR),
  /** The file is shorter than its header says. */
  TRUNCATED("source.truncated", Severity.ERROR),
  /** The file breaks the rules of its format. */
  CORRUPT("source.corrupt", Severity.ERROR),
  /** A row is larger than the memory that the process may use. */
  ROW_TOO_LARGE("source.row-too-large", Severity.ERROR),
  /** Another process keeps the file locked. */
  LOCKED("source.locked", Severity.ERROR),
  /** The write-ahead log is missing, so that committed rows would be. */
  LOG_MISSING("source.log-missing", Severity.ERROR),
  /** The write-ahead log or rollback journal does not belong to the file. */
  LOG_FOREIGN("source.log-foreign", Severity.ERROR),
  /** A write-ahead log in use is on a network or shared file system. */
  NETWORK_FILE_SYSTEM("source.network-file-system", Severity.ERROR),
  /** The file alone is mounted, so that a log beside it cannot be seen. */
  SINGLE_FILE_MOUNT("source.single-file-mount", Severity.ERROR),
  /** SQLite needs a private copy and has no room for it. */
  NO_ROOM_FOR_COPY("source.no-room-for-copy", Severity.ERROR),
  /** The file was written to while it was read and nothing could prevent it. */
  CHANGED_WHILE_READ("source.changed-while-read", Severity.ERROR),
  /** It is a SQLite database, but not one of a Synapse homeserver. */
  NOT_SYNAPSE("source.not-synapse", Severity.ERROR),
  /** It is a Synapse database in which no server has ever worked. */
  NO_CONTENT("source.no-content", Severity.WARNING),
  /** A private copy is used. */
  PRIVATE_COPY("source.private-copy", Severity.INFO),
  /** A write-ahead log is read with the file. */
  WRITE_AHEAD_LOG("source.write-ahead-log", Severity.INFO),
  /** An interrupted transaction is left out, as SQLite would roll it back. */
  HOT_JOURNAL("source.hot-journal", Severity.INFO),
  /** Nothing can keep a server that starts now from writing; a change is noticed. */
  NOT_LOCKED("source.not-locked", Severity.INFO),
  /** Rows of a table are read through SQLite, for its form is not one that we read. */
  READ_BY_SQLITE("source.read-by-sqlite", Severity.INFO);

  private final String id;
  private final Severity defaultSeverity;

  SourceCode(String id, Severity defaultSeverity) {
    this.id = id;
    this.defaultSeverity = defaultSeverity;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Severity defaultSeverity() {
    return defaultSeverity;
  }
}
