package org.synapsepg.porting;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The SQLite database that is ported: a file and how it may be read. Making one touches nothing;
 * the file is opened by the job.
 *
 * <p>The file is never written to, nor is anything created beside it. What is read is one committed
 * state, be the server stopped, killed or running. Where SQLite itself has to write to come to that
 * state (a write-ahead log or a hot rollback journal left by a server that was killed), it works on
 * a private copy, which needs as much room as the file and is removed at the end.
 *
 * <p>Example: {@code
 * SqliteSource.file(Path.of("homeserver.db")).withCopyFolder(Path.of("/var/tmp"))}
 *
 * <p>Immutable.
 */
public final class SqliteSource {
  private final Path file;
  private final @Nullable Path copyFolder;
  private final int witnesses;

  private SqliteSource(Path file, @Nullable Path copyFolder, int witnesses) {
    this.file = file;
    this.copyFolder = copyFolder;
    this.witnesses = witnesses;
  }

  /**
   * A database file, {@code homeserver.db} for most servers. Its {@code -wal}, {@code -shm} and
   * {@code -journal} are looked for beside it.
   *
   * @param file the main file
   * @return the source
   */
  public static SqliteSource file(Path file) {
    return new SqliteSource(Objects.requireNonNull(file, "file"), null, 4);
  }

  /**
   * Where a private copy may be made, if one is needed: a new folder that only the owner may enter
   * is made in it and removed at the end. Without this, the system's temporary folder ({@code
   * java.io.tmpdir}) is used.
   *
   * @param folder an existing folder with as much room as the database takes
   * @return a changed copy
   */
  public SqliteSource withCopyFolder(Path folder) {
    return new SqliteSource(file, Objects.requireNonNull(folder, "folder"), witnesses);
  }

  /**
   * How many connections of SQLite's own are kept in the snapshot of a running server's database;
   * they must be there before the first row is read, for later ones would see a later state. A port
   * keeps at least as many as it needs itself.
   *
   * @param count 1 or more; 4 by default
   * @return a changed copy
   */
  public SqliteSource withWitnesses(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("at least one connection is needed, not " + count);
    }
    return new SqliteSource(file, copyFolder, count);
  }

  /**
   * The main file.
   *
   * @return its path as it was given
   */
  public Path file() {
    return file;
  }

  /**
   * Where a private copy may be made.
   *
   * @return the folder, if one was given
   */
  public Optional<Path> copyFolder() {
    return Optional.ofNullable(copyFolder);
  }

  /**
   * How many connections of SQLite's own are kept.
   *
   * @return 1 or more
   */
  public int witnesses() {
    return witnesses;
  }

  /** The file's path. */
  @Override
  public String toString() {
    return file.toString();
  }
}
