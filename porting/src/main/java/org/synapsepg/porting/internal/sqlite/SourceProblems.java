package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.sql.SQLException;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSourceException;

/** Words what stands between us and one file's rows. */
final class SourceProblems {
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int IO_ERROR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int NOT_A_DATABASE = 26;

  private static final String DAMAGED =
      "the file is damaged: restore a backup, or let `sqlite3 FILE .recover` make a new database"
          + " of what can be read, and port that";

  private final Path file;

  SourceProblems(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  Finding finding(SourceCode code, String message, String hint) {
    return Finding.of(code, message).withHint(hint).at(SourceLocation.wholeOf(file.toString()));
  }

  SqliteSourceException refusal(SourceCode code, String message, String hint) {
    return refusal(code, message, hint, null);
  }

  SqliteSourceException refusal(
      SourceCode code, String message, String hint, @Nullable Throwable cause) {
    return new SqliteSourceException(finding(code, message, hint), cause);
  }

  /** A page, cell or record that breaks the format's rules. */
  SqliteSourceException corrupt(String what) {
    return refusal(SourceCode.CORRUPT, what, DAMAGED);
  }

  /** What SQLite said, as one of our codes. */
  SqliteSourceException failed(String what, SQLException cause) {
    String message = what + ": SQLite says \"" + cause.getMessage() + "\"";
    return switch (cause.getErrorCode() & 0xff) {
      case BUSY, LOCKED ->
          refusal(
              SourceCode.LOCKED,
              message,
              "another process is writing to the file or keeps it locked: stop it, or try again",
              cause);
      case CORRUPT -> refusal(SourceCode.CORRUPT, message, DAMAGED, cause);
      case NOT_A_DATABASE ->
          refusal(
              SourceCode.NOT_A_DATABASE,
              message,
              "name the homeserver's own file, as `database: args: database:` in homeserver.yaml"
                  + " does",
              cause);
      case IO_ERROR ->
          refusal(
              SourceCode.NOT_READABLE,
              message,
              "see the system's log: a disk or file system that fails must be put right first",
              cause);
      case FULL ->
          refusal(
              SourceCode.NOT_READABLE,
              message,
              "SQLite sorts in its temporary folder: make room there, or name another one by the"
                  + " environment variable SQLITE_TMPDIR",
              cause);
      default ->
          refusal(
              SourceCode.NOT_READABLE,
              message,
              "the user that runs the port needs to read the file and its folder",
              cause);
    };
  }
}
