package org.synapsepg.porting.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;

/**
 * How the write-ahead log of a source that is written to grows while it is read: a checkpoint
 * cannot go beyond the oldest reader's state (SQLite docs, "Write-Ahead Logging", section "Avoiding
 * Excessively Large WAL Files"). Only the file's size is asked for; opening the log would disturb
 * SQLite's locks.
 */
final class LogGrowth {
  private LogGrowth() {}

  /** The size of the log beside a database; 0 if there is none. */
  static long bytes(Path database) {
    try {
      return Files.size(database.resolveSibling(database.getFileName() + "-wal"));
    } catch (IOException e) {
      return 0;
    }
  }

  /** A finding if the log has grown. */
  static Findings since(long before, long now) {
    return now <= before
        ? Findings.none()
        : Findings.of(
            Finding.of(
                    PortCode.SOURCE_LOG_GREW,
                    "the source's write-ahead log grew by %s to %s while it was read, for a long read keeps"
                            .formatted(ByteSize.bytes(now - before), ByteSize.bytes(now))
                        + " SQLite's checkpoints from finishing")
                .withHint("the next checkpoint of the server that writes uses the log anew"));
  }
}
