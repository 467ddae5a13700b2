package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSourceException;

/**
 * Notices that somebody wrote to files which are read without a lock, because SQLite offers none
 * that can be had without writing. Safe for use by several threads.
 */
final class ChangeGuard {
  /** A file system's clock may be that coarse. */
  private static final Duration TICK = Duration.ofMillis(50);

  private final SourceProblems problems;
  private final Map<Path, String> stamps;

  private ChangeGuard(SourceProblems problems, Map<Path, String> stamps) {
    this.problems = problems;
    this.stamps = stamps;
  }

  /** A guard of nothing, for files that are locked. */
  static ChangeGuard ofNothing(SourceProblems problems) {
    return new ChangeGuard(problems, Map.of());
  }

  /** A guard from now on, or from a moment later when a file was written to just now. */
  static ChangeGuard of(SourceProblems problems, Path... files) throws IOException {
    Map<Path, String> stamps = new LinkedHashMap<>();
    for (Path file : files) {
      Instant modified = Files.getLastModifiedTime(file).toInstant();
      Instant now = Instant.now();
      if (modified.isAfter(now.minus(TICK)) && modified.isBefore(now.plus(TICK))) {
        pause();
      }
      stamps.put(file, stamp(file));
    }
    return new ChangeGuard(problems, stamps);
  }

  private static void pause() {
    try {
      Thread.sleep(TICK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String stamp(Path file) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.size() + " bytes, written " + now.lastModifiedTime() + ", " + now.fileKey();
    } catch (NoSuchFileException e) {
      return "gone";
    }
  }

  /**
   * Does nothing while the files are as they were.
   *
   * @throws SqliteSourceException if one of them is not
   */
  void check() {
    for (Map.Entry<Path, String> entry : stamps.entrySet()) {
      String now;
      try {
        now = stamp(entry.getKey());
      } catch (IOException e) {
        now = e.toString();
      }
      if (!Objects.equals(now, entry.getValue())) {
        throw problems.refusal(
            SourceCode.CHANGED_WHILE_READ,
            entry.getKey().getFileName() + " was " + entry.getValue() + "; now it is " + now,
            "a server was started on the file, or it was replaced: run again, with the server"
                + " stopped, or already running when the run begins");
      }
    }
  }
}
