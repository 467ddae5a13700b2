package org.synapsepg.porting.internal.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * The source files that this process has open through Java, each once, however many snapshots use
 * it.
 *
 * <p>POSIX takes all locks that a process has on a file away as soon as the process closes any
 * descriptor of it, SQLite's locks included. A file is therefore closed only when nobody of us uses
 * it any more, and each user first closes its SQLite connections. As the locks belong to the
 * process, so must this table: it is the one static state of the library.
 */
final class OpenFiles {
  private static final Map<Object, OpenFiles.Shared> OPEN = new HashMap<>();

  private OpenFiles() {}

  /** Opens a file for reading, or joins those who have it open. */
  static Shared open(Path file) throws IOException {
    synchronized (OPEN) {
      Object key = key(file);
      Shared shared = OPEN.get(key);
      if (shared == null) {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        shared = new Shared(key, channel);
        OPEN.put(key, shared);
      }
      shared.users++;
      return shared;
    }
  }

  private static Object key(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath() : key;
  }

  /** A file open for reading; each {@link #open} is to be closed once. */
  static final class Shared {
    private final Object key;
    private final FileChannel channel;
    private int users;

    private Shared(Object key, FileChannel channel) {
      this.key = key;
      this.channel = channel;
    }

    FileChannel channel() {
      return channel;
    }

    void close() {
      synchronized (OPEN) {
        users--;
        if (users == 0) {
          OPEN.remove(key);
          try {
            channel.close();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }
      }
    }
  }
}
