package org.synapsepg.porting.internal.value;

import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;

/** Told of every value that did not fit, while the cursor still stands on its row. */
public interface DefectSink {
  /** Told of nothing, where every value is known to fit. */
  DefectSink NONE =
      new DefectSink() {
        @Override
        public void refused(BadValue kind, ColumnMapping column, RowCursor row) {}

        @Override
        public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {}

        @Override
        public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {}
      };

  /**
   * The policy forbids to go on. Returning means that the row is left out, as an audit wants it.
   *
   * @param kind why the value does not fit
   * @param column the column
   * @param row the row
   */
  void refused(BadValue kind, ColumnMapping column, RowCursor row);

  /**
   * The row is left out and goes into quarantine.
   *
   * @param kind why the value does not fit
   * @param column the column
   * @param row the row
   */
  void quarantined(BadValue kind, ColumnMapping column, RowCursor row);

  /**
   * Another value took the place of the row's.
   *
   * @param kind why the value does not fit
   * @param column the column
   * @param row the row
   */
  void replaced(BadValue kind, ColumnMapping column, RowCursor row);

  /**
   * Numbers inside JSON arrive equal, but {@code jsonb} writes them in another way.
   *
   * @param numbers how many
   * @param column the column
   */
  default void rewritten(int numbers, ColumnMapping column) {}
}
