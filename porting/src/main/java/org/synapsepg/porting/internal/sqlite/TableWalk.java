package org.synapsepg.porting.internal.sqlite;

import org.synapsepg.porting.SqliteSourceException;

/**
 * Walks the cells of a table's b-tree in order of rowid (SQLite documentation, "Database File
 * Format", 1.6 "B-tree Pages").
 *
 * <p>Every page number, offset and length is checked before it is used. Rowids must rise from cell
 * to cell and stay within what the pages above promise; as each leaf has to bring a higher rowid
 * than all before it, no cycle of pages goes unnoticed. For one thread.
 */
final class TableWalk {
  private static final int LEAF = 13;
  private static final int INTERIOR = 5;
  private static final int MOST_LEVELS = 20;

  private final Pages pages;
  private final String table;
  private final long root;
  private final int pageSize;
  private final int usable;
  private final int mostLocal;
  private final int leastLocal;
  private final PageWindow window;
  private final Varint varint = new Varint();

  private final Level[] levels = new Level[MOST_LEVELS];
  private int depth;
  private long bound;

  private byte[] leaf = {};
  private long leafPage;
  private int leafAt;
  private int pointersAt;
  private int cells;
  private int cell;

  private long lastRowid;
  private boolean anyRow;
  private long rowid;
  private long payloadSize;
  private int payloadAt;
  private int localSize;

  TableWalk(Pages pages, SqliteTable table) {
    this.pages = pages;
    this.table = table.name();
    this.root = table.rootPage();
    pageSize = pages.pageSize();
    usable = pages.usableSize();
    mostLocal = usable - 35;
    leastLocal = (usable - 12) * 32 / 255 - 23;
    window = new PageWindow(pages);
  }

  private static final class Level {
    final byte[] page;
    long number;
    int pointersAt;
    int cells;
    int next;
    long bound;

    Level(int pageSize) {
      page = new byte[pageSize];
    }
  }

  /** Goes before the first cell whose rowid is not below the given one. */
  void seek(long fromRowid) {
    depth = 0;
    bound = Long.MAX_VALUE;
    anyRow = false;
    cells = 0;
    cell = 0;
    long page = root;
    while (descend(page, fromRowid)) {
      page = child(levels[depth - 1]);
    }
    cell = firstCellFrom(fromRowid) - 1;
  }

  /** Moves to the next cell; false when there is none. */
  boolean next() {
    cell++;
    if (cell >= cells && !nextLeaf()) {
      return false;
    }
    readCell(cell);
    boolean rises = !anyRow || rowid > lastRowid;
    if (!rises || rowid > bound) {
      throw corrupt(leafPage, "rowid " + rowid + " is out of order in cell " + cell);
    }
    lastRowid = rowid;
    anyRow = true;
    return true;
  }

  /** Moves to the first cell of the next leaf; false when there is none. */
  boolean nextLeaf() {
    while (depth > 0) {
      Level level = levels[depth - 1];
      if (level.next <= level.cells) {
        long page = child(level);
        while (descend(page, Long.MIN_VALUE)) {
          page = child(levels[depth - 1]);
        }
        cell = 0;
        return true;
      }
      depth--;
    }
    cells = 0;
    cell = 0;
    return false;
  }

  long rowid() {
    return rowid;
  }

  long payloadSize() {
    return payloadSize;
  }

  /** The array that holds the cell's own part of the payload. */
  byte[] bytes() {
    return leaf;
  }

  int payloadAt() {
    return payloadAt;
  }

  /** How much of the payload is in the cell. */
  int localSize() {
    return localSize;
  }

  /** The page where the rest of the payload begins. */
  long overflowPage() {
    return FileHeader.u32(leaf, payloadAt + localSize);
  }

  long leafPage() {
    return leafPage;
  }

  /** No rowid of the leaf in hand may be higher. */
  long bound() {
    return bound;
  }

  int leafAt() {
    return leafAt;
  }

  /** Cells of the leaf in hand. */
  int leafCells() {
    return cells;
  }

  /** Reads a cell of the leaf in hand, whatever {@link #next()} is at. */
  void readCell(int index) {
    int at = leafAt + pointer(leaf, pointersAt, index, leafAt, leafPage);
    int end = leafAt + usable;
    at = varint.read(leaf, at, end);
    payloadSize = varint.value();
    at = varint.read(leaf, at, end);
    rowid = varint.value();
    if (payloadSize < 0 || payloadSize > Integer.MAX_VALUE) {
      throw corrupt(leafPage, "cell " + index + " claims " + payloadSize + " bytes");
    }
    payloadAt = at;
    localSize = localSize((int) payloadSize);
    int needs = localSize == payloadSize ? localSize : localSize + 4;
    if (at > end || needs > end - at) {
      throw corrupt(leafPage, "cell " + index + " goes beyond the page");
    }
  }

  private int localSize(int payload) {
    if (payload <= mostLocal) {
      return payload;
    }
    int fitting = leastLocal + (payload - leastLocal) % (usable - 4);
    return fitting <= mostLocal ? fitting : leastLocal;
  }

  /** Takes a page in hand: as a level if it is an interior page (true), else as the leaf. */
  private boolean descend(long page, long fromRowid) {
    if (!pages.has(page)) {
      throw corrupt(page, "there is no such page, but it is pointed to");
    }
    int at = window.load(page);
    byte[] bytes = window.bytes();
    int headerAt = page == 1 ? FileHeader.BYTES : 0;
    int kind = bytes[at + headerAt];
    int count = FileHeader.u16(bytes, at + headerAt + 3);
    boolean interior = kind == INTERIOR;
    if (!interior && kind != LEAF) {
      throw corrupt(page, "it is no page of a table: its kind is " + (kind & 0xff));
    }
    int pointers = headerAt + (interior ? 12 : 8);
    if (pointers + 2 * count > usable) {
      throw corrupt(page, "it claims " + count + " cells, more than it can hold");
    }
    if (count == 0 && page != root) {
      throw corrupt(page, "it is empty");
    }
    if (!interior) {
      leaf = bytes;
      leafPage = page;
      leafAt = at;
      pointersAt = at + pointers;
      cells = count;
      return false;
    }
    push(page, bytes, at, pointers, count, fromRowid);
    return true;
  }

  private void push(long page, byte[] bytes, int at, int pointers, int count, long fromRowid) {
    if (depth == MOST_LEVELS) {
      throw corrupt(page, "the tree is deeper than " + MOST_LEVELS + " pages");
    }
    if (levels[depth] == null) {
      levels[depth] = new Level(pageSize);
    }
    Level level = levels[depth++];
    System.arraycopy(bytes, at, level.page, 0, pageSize);
    level.number = page;
    level.pointersAt = pointers;
    level.cells = count;
    level.bound = bound;
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (key(level, middle) < fromRowid) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    level.next = low;
  }

  /** The child that the level is at, which the level then is past. */
  private long child(Level level) {
    int index = level.next++;
    if (index == level.cells) {
      bound = level.bound;
      return FileHeader.u32(level.page, level.pointersAt - 4);
    }
    bound = key(level, index);
    if (bound > level.bound) {
      throw corrupt(level.number, "key " + bound + " is out of order");
    }
    return FileHeader.u32(
        level.page, pointer(level.page, level.pointersAt, index, 0, level.number));
  }

  private long key(Level level, int index) {
    int at = pointer(level.page, level.pointersAt, index, 0, level.number) + 4;
    if (varint.read(level.page, at, usable) > usable) {
      throw corrupt(level.number, "cell " + index + " goes beyond the page");
    }
    return varint.value();
  }

  /** Where a cell begins, counted from the page's first byte. */
  private int pointer(byte[] bytes, int pointers, int index, int pageAt, long page) {
    int at = FileHeader.u16(bytes, pointers + 2 * index);
    if (at < pointers - pageAt || at > usable - 4) {
      throw corrupt(page, "cell " + index + " would begin at byte " + at);
    }
    return at;
  }

  private int firstCellFrom(long fromRowid) {
    int low = 0;
    int high = cells;
    while (low < high) {
      int middle = (low + high) >>> 1;
      readCell(middle);
      if (rowid < fromRowid) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Goes to the leaf with the highest rowids; false when the table is empty. */
  boolean seekLast() {
    seek(Long.MAX_VALUE);
    if (cells == 0) {
      return false;
    }
    cell = cells - 1;
    readCell(cell);
    return true;
  }

  String describeRow() {
    return "row " + rowid + " of table \"" + table + "\"";
  }

  SqliteSourceException corrupt(long page, String what) {
    return pages.problems().corrupt("table \"" + table + "\", page " + page + ": " + what);
  }
}
