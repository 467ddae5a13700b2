package org.synapsepg.porting.internal.sqlite;

import java.nio.ByteBuffer;

/**
 * The page that a walker is on, with some of those behind it: tables lie mostly in rising order in
 * the file, if mixed with others, so one read may serve several pages. How many are read at once
 * follows how many of the last read were of use. For one thread; bounded by 64 KiB or one page.
 */
final class PageWindow {
  private static final int BYTES = 65536;

  private final Pages pages;
  private final int pageSize;
  private final int mostPages;
  private final byte[] bytes;
  private final ByteBuffer view;
  private long first;
  private int count;
  private int used;
  private int ahead = 1;

  PageWindow(Pages pages) {
    this.pages = pages;
    pageSize = pages.pageSize();
    mostPages = Math.max(1, BYTES / pageSize);
    bytes = new byte[mostPages * pageSize];
    view = ByteBuffer.wrap(bytes);
  }

  /** What {@link #load} fills. */
  byte[] bytes() {
    return bytes;
  }

  /** Makes a page present, others may go; gives the index where it begins. */
  int load(long page) {
    if (page >= first && page < first + count) {
      if (count == 1) {
        return 0;
      }
      if (!pages.isElsewhere(page)) {
        used++;
        return (int) (page - first) * pageSize;
      }
    }
    if (pages.isElsewhere(page)) {
      count = 0;
      pages.read(page, view, 0);
      first = page;
      count = 1;
      return 0;
    }
    if (count > 0) {
      ahead = 2 * used >= count ? Math.min(mostPages, 2 * ahead) : Math.max(1, ahead / 2);
    }
    count = 0;
    count = pages.readFromMain(page, ahead, view);
    first = page;
    used = 1;
    return 0;
  }
}
