package org.synapsepg.porting.internal.sqlite;

/**
 * Walks the leaf pages of a table in order of rowid and gives a checksum of each, overflow pages of
 * its rows included: pages with the same number, bounds and checksum as before hold the same rows,
 * so a later state needs to be read only where they differ.
 *
 * <p>For one thread. Nothing is allocated per page.
 */
public final class LeafCursor {
  private final Pages pages;
  private final TableWalk walk;
  private final PageWindow overflow;
  private final Runnable atEnd;
  private boolean started;
  private boolean ended;
  private long first;
  private long last;
  private long checksum;

  LeafCursor(Pages pages, SqliteTable table, Runnable atEnd) {
    this.pages = pages;
    this.atEnd = atEnd;
    walk = new TableWalk(pages, table);
    overflow = new PageWindow(pages);
  }

  /**
   * Moves to the next leaf that has rows.
   *
   * @return false when there is none
   */
  public boolean next() {
    if (ended) {
      return false;
    }
    boolean any;
    if (started) {
      any = walk.nextLeaf();
    } else {
      walk.seek(Long.MIN_VALUE);
      any = walk.leafCells() > 0;
    }
    if (!any) {
      ended = true;
      atEnd.run();
      return false;
    }
    readLeaf();
    started = true;
    return true;
  }

  private void readLeaf() {
    long before = last;
    long sum = PageHash.add(0, walk.bytes(), walk.leafAt(), pages.usableSize());
    int cells = walk.leafCells();
    for (int i = 0; i < cells; i++) {
      walk.readCell(i);
      if (i == 0) {
        first = walk.rowid();
      }
      if (walk.localSize() < walk.payloadSize()) {
        sum = addOverflow(sum);
      }
    }
    last = walk.rowid();
    boolean rises = !started || first > before;
    if (!rises || last < first || last > walk.bound()) {
      throw walk.corrupt(walk.leafPage(), "its rowids are out of order");
    }
    checksum = sum;
  }

  private long addOverflow(long before) {
    long sum = before;
    long left = walk.payloadSize() - walk.localSize();
    long page = walk.overflowPage();
    int room = pages.usableSize() - 4;
    long mark = 0;
    long steps = 0;
    long limit = 1;
    while (left > 0) {
      if (!pages.has(page) || page == mark) {
        throw walk.corrupt(walk.leafPage(), walk.describeRow() + " continues on page " + page);
      }
      if (++steps == limit) {
        mark = page;
        limit *= 2;
      }
      int at = overflow.load(page);
      int part = (int) Math.min(room, left);
      sum = PageHash.add(sum, overflow.bytes(), at, part + 4);
      left -= part;
      page = FileHeader.u32(overflow.bytes(), at);
    }
    return sum;
  }

  /**
   * The page's number, counted from 1.
   *
   * @return its place in the file
   */
  public long page() {
    return walk.leafPage();
  }

  /**
   * How many rows the page has.
   *
   * @return 1 or more
   */
  public int rows() {
    return walk.leafCells();
  }

  /**
   * The page's lowest rowid.
   *
   * @return the rowid of its first row
   */
  public long firstRowid() {
    return first;
  }

  /**
   * The page's highest rowid.
   *
   * @return the rowid of its last row
   */
  public long lastRowid() {
    return last;
  }

  /**
   * A 64-bit checksum of all that the page's rows are made of.
   *
   * @return the checksum, the same in every release
   */
  public long checksum() {
    return checksum;
  }
}
