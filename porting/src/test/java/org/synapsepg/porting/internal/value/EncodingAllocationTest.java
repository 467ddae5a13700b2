package org.synapsepg.porting.internal.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetColumn;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.plan.ValueType;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/** Encoding a row of healthy values makes no object, so memory does not grow with the rows. */
class EncodingAllocationTest {
  private static final int ROWS = 100_000;

  @Test
  void aRowCostsNoObject() {
    OneValue text = OneValue.of("a room's name with an é, long enough for the fast path");
    RowEncoder encoder = encoder();
    CopyBuffer buffer = new CopyBuffer(1 << 16);
    encode(encoder, text, buffer, 20_000);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    encode(encoder, text, buffer, ROWS);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes for %d rows", ROWS).isLessThan(ROWS);
  }

  private static void encode(RowEncoder encoder, RowCursor row, CopyBuffer buffer, int rows) {
    for (int i = 0; i < rows; i++) {
      encoder.encode(row, buffer);
      buffer.truncate(0);
    }
  }

  private static RowEncoder encoder() {
    TargetColumn column =
        new TargetColumn("c", "text", ValueType.TEXT, -1, true, false, false, false);
    TargetTable target =
        new TargetTable("public", "t", List.of(column), List.of(), List.of(), List.of(), true, 0);
    SqliteTable source =
        new SqliteTable("t", "", List.of(), -1, 2, SqliteTable.Kind.ROWID, List.of(), List.of());
    return new RowEncoder(
        new TableMapping(
            source, target, List.of(new ColumnMapping(0, "c", column, ValueType.TEXT))),
        BadValuePolicy.defaults(),
        number -> "",
        new DefectSink() {
          @Override
          public void refused(BadValue kind, ColumnMapping where, RowCursor row) {
            throw new AssertionError(kind);
          }

          @Override
          public void quarantined(BadValue kind, ColumnMapping where, RowCursor row) {
            throw new AssertionError(kind);
          }

          @Override
          public void replaced(BadValue kind, ColumnMapping where, RowCursor row) {
            throw new AssertionError(kind);
          }
        });
  }
}
