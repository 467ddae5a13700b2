package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSourceException;

/**
 * The pages of one committed state: the main file's, but for those that the write-ahead log or the
 * rollback journal has in the version that counts. Positional reads only; safe for use by several
 * threads.
 */
final class Pages {
  /** The page that holds this byte of the file is never used, for SQLite locks it. */
  static final long LOCK_BYTE = 0x40000000L;

  private final SourceProblems problems;
  private final FileChannel main;
  private final @Nullable FileChannel other;
  private final PageOverlay overlay;
  private final int pageSize;
  private final int usableSize;
  private final long pageCount;
  private final long lockPage;

  Pages(
      SourceProblems problems,
      FileChannel main,
      @Nullable FileChannel other,
      PageOverlay overlay,
      int pageSize,
      int usableSize,
      long pageCount) {
    this.problems = problems;
    this.main = main;
    this.other = other;
    this.overlay = overlay;
    this.pageSize = pageSize;
    this.usableSize = usableSize;
    this.pageCount = pageCount;
    this.lockPage = LOCK_BYTE / pageSize + 1;
  }

  int pageSize() {
    return pageSize;
  }

  int usableSize() {
    return usableSize;
  }

  long pageCount() {
    return pageCount;
  }

  SourceProblems problems() {
    return problems;
  }

  /** Whether a page number can be one that holds something. */
  boolean has(long page) {
    return page >= 1 && page <= pageCount && page != lockPage;
  }

  /** Whether the main file does not have the page in the version that counts. */
  boolean isElsewhere(long page) {
    return overlay.find(page) >= 0;
  }

  /** Reads one page to a place in the buffer. */
  void read(long page, ByteBuffer into, int at) {
    long elsewhere = overlay.find(page);
    into.limit(at + pageSize).position(at);
    boolean whole;
    if (elsewhere >= 0 && other != null) {
      whole = read(other, into, elsewhere) == pageSize;
    } else {
      whole = read(main, into, (page - 1) * pageSize) == pageSize;
    }
    if (!whole) {
      throw beyondTheEnd(page);
    }
  }

  /** Reads several pages from the main file alone; gives the number of whole pages it has. */
  int readFromMain(long page, int count, ByteBuffer into) {
    int wanted = (int) Math.min(count, pageCount - page + 1);
    into.limit(wanted * pageSize).position(0);
    int pages = read(main, into, (page - 1) * pageSize) / pageSize;
    if (pages == 0) {
      throw beyondTheEnd(page);
    }
    return pages;
  }

  private int read(FileChannel channel, ByteBuffer into, long position) {
    try {
      return ChannelReads.read(channel, into, position);
    } catch (IOException e) {
      throw problems.refusal(
          SourceCode.NOT_READABLE,
          "the file cannot be read at byte " + position + ": " + e.getMessage(),
          "see the system's log: a disk or file system that fails must be put right first",
          e);
    }
  }

  private SqliteSourceException beyondTheEnd(long page) {
    return problems.refusal(
        SourceCode.TRUNCATED,
        "page " + page + " of " + pageCount + " is beyond the end of the file",
        "the copy is incomplete: copy the file again with the server stopped");
  }
}
