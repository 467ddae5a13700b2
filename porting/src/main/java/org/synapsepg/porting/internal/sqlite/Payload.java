package org.synapsepg.porting.internal.sqlite;

import org.synapsepg.porting.SourceCode;

/**
 * The whole of a cell's payload in one array: in the page when it fits there, else put together
 * from the chain of overflow pages. For one thread; the array grows to the longest row met.
 */
final class Payload {
  private static final int SMALLEST = 8192;

  private final Pages pages;
  private final TableWalk walk;
  private final PageWindow window;
  private byte[] joined = {};
  private byte[] bytes = {};
  private int at;
  private int size;

  Payload(Pages pages, TableWalk walk) {
    this.pages = pages;
    this.walk = walk;
    window = new PageWindow(pages);
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  int size() {
    return size;
  }

  /** Takes the payload of the cell that the walk is at. */
  void take() {
    size = (int) walk.payloadSize();
    if (walk.localSize() == size) {
      bytes = walk.bytes();
      at = walk.payloadAt();
      return;
    }
    reserve(walk.localSize());
    System.arraycopy(walk.bytes(), walk.payloadAt(), joined, 0, walk.localSize());
    join(walk.localSize(), walk.overflowPage());
    bytes = joined;
    at = 0;
  }

  private void join(int start, long firstPage) {
    int done = start;
    long page = firstPage;
    int usable = pages.usableSize();
    // Brent's way to notice a cycle: compare with a page that is moved up at every power of two.
    long mark = 0;
    int steps = 0;
    int limit = 1;
    while (done < size) {
      if (!pages.has(page) || page == mark) {
        throw walk.corrupt(
            walk.leafPage(), "the row " + walk.rowid() + " continues on page " + page);
      }
      if (++steps == limit) {
        mark = page;
        limit *= 2;
      }
      int from = window.load(page);
      int part = Math.min(usable - 4, size - done);
      reserve(done + part);
      System.arraycopy(window.bytes(), from + 4, joined, done, part);
      done += part;
      page = FileHeader.u32(window.bytes(), from);
    }
  }

  private void reserve(int length) {
    if (length <= joined.length) {
      return;
    }
    long wanted = Math.max(SMALLEST, Math.min(2L * length, Math.max(length, size)));
    try {
      joined = java.util.Arrays.copyOf(joined, (int) wanted);
    } catch (OutOfMemoryError e) {
      joined = new byte[0];
      throw pages
          .problems()
          .refusal(
              SourceCode.ROW_TOO_LARGE,
              walk.describeRow() + " takes " + size + " bytes and the heap has no room for it",
              "give the Java process a larger heap (-Xmx), three times the row at least",
              e);
    }
  }
}
