package org.synapsepg.porting.internal.verify;

import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/** A cursor with one fault, in tables of four columns and more than {@link #AT} rows. */
final class FaultyCursor implements RowCursor {
  /** The row, counted from 1, at which it happens. */
  static final int AT = 500;

  private static final int CHUNK = 200;

  /** What goes wrong. */
  enum Fault {
    SKIPPED_ROW,
    REPEATED_ROW,
    GAP,
    OVERLAP,
    SWAPPED_COLUMNS,
    NULL_BECOMES_FALSE,
    ROWS_TRADE_VALUES
  }

  private final RowCursor rows;
  private final Fault fault;
  private final int one;
  private final int other;
  private int row;
  private boolean repeat;

  /**
   * A cursor over another.
   *
   * @param one a column
   * @param other another one of the same type, or the one that may be NULL
   */
  FaultyCursor(RowCursor rows, Fault fault, int one, int other) {
    this.rows = rows;
    this.fault = fault;
    this.one = one;
    this.other = other;
  }

  @Override
  public boolean next() {
    if (repeat) {
      repeat = false;
      return true;
    }
    if (!rows.next()) {
      return false;
    }
    row++;
    switch (fault) {
      case SKIPPED_ROW -> {
        return row != AT || rows.next();
      }
      case GAP -> {
        boolean more = true;
        for (int i = 0; row == AT && i < CHUNK && more; i++) {
          more = rows.next();
        }
        return more;
      }
      case REPEATED_ROW -> repeat = row == AT;
      case OVERLAP -> repeat = row >= AT && row < AT + CHUNK;
      default -> {}
    }
    return true;
  }

  private int place(int column) {
    if (fault == Fault.SWAPPED_COLUMNS && rows.columns() == 4) {
      return column == one ? other : column == other ? one : column;
    }
    return column;
  }

  @Override
  public long rowid() {
    return rows.rowid();
  }

  @Override
  public int columns() {
    return rows.columns();
  }

  @Override
  public StorageClass storageClass(int column) {
    StorageClass stored = rows.storageClass(place(column));
    return isFalse(column, stored) ? StorageClass.INTEGER : stored;
  }

  private boolean isFalse(int column, StorageClass stored) {
    return fault == Fault.NULL_BECOMES_FALSE && column == other && stored == StorageClass.NULL;
  }

  @Override
  public long integer(int column) {
    if (isFalse(column, rows.storageClass(place(column)))) {
      return 0;
    }
    long value = rows.integer(place(column));
    // Two neighbours trade their numbers, so that the column's plain sum stays.
    return fault == Fault.ROWS_TRADE_VALUES && column == one
        ? value + (row == AT ? 1 : row == AT + 1 ? -1 : 0)
        : value;
  }

  @Override
  public double real(int column) {
    return rows.real(place(column));
  }

  @Override
  public byte[] buffer(int column) {
    return rows.buffer(place(column));
  }

  @Override
  public int offset(int column) {
    return rows.offset(place(column));
  }

  @Override
  public int length(int column) {
    return rows.length(place(column));
  }

  @Override
  public void close() {
    rows.close();
  }
}
