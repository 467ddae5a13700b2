package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.synapsepg.core.ByteSize;
import org.synapsepg.porting.SourceCode;

/** A folder of our own with a copy of the database, which SQLite may write to; gone when closed. */
final class PrivateCopy implements AutoCloseable {
  private final Path folder;

  private PrivateCopy(Path folder) {
    this.folder = folder;
  }

  /** Where the copy of the main file is, or is to be made. */
  Path file() {
    return folder.resolve("copy.db");
  }

  /**
   * Makes the folder, if there is room.
   *
   * @param bytes how much is to be written to it
   */
  static PrivateCopy in(@Nullable Path parent, long bytes, SourceProblems problems) {
    Path where = parent != null ? parent : Path.of(System.getProperty("java.io.tmpdir", "."));
    String hint = "name a folder with " + ByteSize.bytes(bytes) + " of room for a private copy";
    try {
      long room = Files.getFileStore(where).getUsableSpace();
      if (room < bytes) {
        throw problems.refusal(
            SourceCode.NO_ROOM_FOR_COPY,
            "SQLite has to write to come to a committed state and needs a private copy, but "
                + where
                + " has only "
                + ByteSize.bytes(room)
                + " of room",
            hint);
      }
      boolean posix = where.getFileSystem().supportedFileAttributeViews().contains("posix");
      return new PrivateCopy(
          posix
              ? Files.createTempDirectory(
                  where,
                  "synapse-pg-",
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rwx------")))
              : Files.createTempDirectory(where, "synapse-pg-"));
    } catch (IOException e) {
      throw problems.refusal(
          SourceCode.NO_ROOM_FOR_COPY,
          "SQLite has to write to come to a committed state and needs a private copy, but none can"
              + " be made in "
              + where
              + ": "
              + e,
          hint,
          e);
    }
  }

  /** Copies the main file, read through the channel that is open already, and its log. */
  void take(FileChannel main, Path log, String logSuffix) throws IOException {
    copy(main, file());
    try (FileChannel from = FileChannel.open(log, StandardOpenOption.READ)) {
      copy(from, folder.resolve("copy.db" + logSuffix));
    }
  }

  /** By content alone: a copy of a read-only file must be one that SQLite can write to. */
  private static void copy(FileChannel from, Path to) throws IOException {
    try (FileChannel out =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = from.size();
      long done = 0;
      while (done < size) {
        long part = from.transferTo(done, Math.min(size - done, 64 << 20), out);
        if (part <= 0) {
          throw new IOException("the file became shorter while it was copied");
        }
        done += part;
      }
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
