package org.synapsepg.porting.internal.verify;

import java.util.Arrays;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;

/** Walks the rows of a table of the source that the target should hold, with their hashes. */
public final class SourceRows {
  /** Takes rows. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes one row.
     *
     * @param row the cursor that stands on it
     * @param hash the hash that the target's row should have
     */
    void row(RowCursor row, long hash);
  }

  private final RowReader reader;
  private final TableMapping table;
  private final ExpectedRow expected;

  /**
   * Rows of a table.
   *
   * @param reader reads the source
   * @param table the table
   * @param expected what computes the rows' hashes
   */
  public SourceRows(RowReader reader, TableMapping table, ExpectedRow expected) {
    this.reader = reader;
    this.table = table;
    this.expected = expected;
  }

  /** Every row that the target should hold, in the source's own order. */
  void each(Sink sink) {
    try (RowCursor row = reader.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (row.next()) {
        if (expected.read(row)) {
          sink.row(row, expected.hash());
        }
      }
    }
  }

  /**
   * What the target should hold in all.
   *
   * @param utf8 whether the source keeps text in UTF-8
   */
  ExpectedTable whole(boolean utf8) {
    ExpectedTable whole = new ExpectedTable(table, expected, utf8);
    try (RowCursor row = reader.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (row.next()) {
        whole.add(row);
      }
    }
    return whole;
  }

  /**
   * Some rows, in the source's own order.
   *
   * @param rowids their numbers, rising
   */
  void some(long[] rowids, Sink sink) {
    if (rowids.length == 0) {
      return;
    }
    try (RowCursor row = reader.rows(table.source(), rowids[0], rowids[rowids.length - 1])) {
      while (row.next()) {
        if (Arrays.binarySearch(rowids, row.rowid()) >= 0 && expected.read(row)) {
          sink.row(row, expected.hash());
        }
      }
    }
  }

  /**
   * Gives the values of every row that the target should hold to a taker.
   *
   * @param form the taker
   * @param after called after each such row
   */
  void each(RowForm form, Runnable after) {
    try (RowCursor row = reader.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (row.next()) {
        if (expected.read(row, form)) {
          after.run();
        }
      }
    }
  }

  /** What computes the rows' hashes. */
  ExpectedRow expected() {
    return expected;
  }

  /** The table. */
  TableMapping table() {
    return table;
  }
}
