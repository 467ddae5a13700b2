package org.synapsepg.porting.cli;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.Optional;
import org.synapsepg.porting.SqliteSource;
import picocli.CommandLine.Option;

/** Which SQLite database is meant; some commands do without. */
final class SourceOptions {
  @Option(
      names = "--sqlite-database",
      paramLabel = "FILE",
      description = "The homeserver.db to read; it is never modified, Synapse may be running.")
  private @Nullable Path file;

  SqliteSource source() {
    return find().orElseThrow(() -> new UsageException("--sqlite-database is missing"));
  }

  Optional<SqliteSource> find() {
    return Optional.ofNullable(file).map(SqliteSource::file);
  }
}
