package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import org.synapsepg.porting.SqliteSource;
import picocli.CommandLine.Option;

/** Which SQLite database is meant. */
final class SourceOptions {
  @Option(
      names = "--sqlite-database",
      required = true,
      paramLabel = "FILE",
      description = "The homeserver.db to read; it is never modified, Synapse may be running.")
  private @Nullable Path file;

  SqliteSource source() {
    Path given = file;
    if (given == null) {
      throw new UsageException("--sqlite-database is missing");
    }
    return SqliteSource.file(given);
  }
}
