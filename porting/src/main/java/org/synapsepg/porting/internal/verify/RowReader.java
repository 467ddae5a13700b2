package org.synapsepg.porting.internal.verify;

import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/** Reads rows of the source; {@code SqliteSnapshot::rows} but for tests that make it fail. */
@FunctionalInterface
public interface RowReader {
  /**
   * Walks rows of a table.
   *
   * @param table the table
   * @param fromRowid the lowest rowid that is wanted
   * @param toRowid the highest rowid that is wanted
   * @return a cursor before the first of them, to be closed
   */
  RowCursor rows(SqliteTable table, long fromRowid, long toRowid);
}
