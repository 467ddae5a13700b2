package org.synapsepg.porting.internal.sqlite;

/**
 * Which pages are to be read from another file than the main one, and where: from the write-ahead
 * log, or from the rollback journal. A hash table of plain numbers, 16 to 32 bytes a page.
 */
final class PageOverlay {
  private long[] pages = new long[64];
  private long[] offsets = new long[64];
  private int size;

  /** A page's place in the other file, or -1 when the main file has it. */
  long find(long page) {
    if (size == 0) {
      return -1;
    }
    int at = slot(page);
    return pages[at] == page ? offsets[at] : -1;
  }

  /** Sets a page's place, over an earlier one. */
  void put(long page, long offset) {
    int at = slot(page);
    if (pages[at] != page) {
      if (2 * (size + 1) > pages.length) {
        grow();
        at = slot(page);
      }
      pages[at] = page;
      size++;
    }
    offsets[at] = offset;
  }

  int size() {
    return size;
  }

  private int slot(long page) {
    int mask = pages.length - 1;
    int at = (int) ((page * 0x9e3779b97f4a7c15L) >>> 32) & mask;
    while (pages[at] != 0 && pages[at] != page) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldPages = pages;
    long[] oldOffsets = offsets;
    pages = new long[oldPages.length * 2];
    offsets = new long[pages.length];
    for (int i = 0; i < oldPages.length; i++) {
      if (oldPages[i] != 0) {
        int at = slot(oldPages[i]);
        pages[at] = oldPages[i];
        offsets[at] = oldOffsets[i];
      }
    }
  }
}
