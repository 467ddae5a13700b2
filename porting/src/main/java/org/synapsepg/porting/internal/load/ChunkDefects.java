package org.synapsepg.porting.internal.load;

import java.util.ArrayList;
import java.util.List;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.state.DefectRecord;
import org.synapsepg.porting.internal.value.DefectSink;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowPicture;

/** Collects what was found bad in a chunk until it is written down with the chunk. */
final class ChunkDefects implements DefectSink {
  /** So many are kept in memory; then the chunk ends early. */
  private static final int ENOUGH = 500;

  private final String table;
  private final RowPicture picture;
  private final List<DefectRecord> found = new ArrayList<>();

  ChunkDefects(TableMapping table, RealText realText) {
    this.table = table.name();
    this.picture = new RowPicture(table, realText);
  }

  @Override
  public void refused(BadValue kind, ColumnMapping column, RowCursor row) {
    throw new PortException(
        PortCode.BAD_VALUES,
        "table \"%s\", column \"%s\", rowid %d: the value does not fit (%s)"
            .formatted(table, column.target().name(), row.rowid(), kind.id()),
        null);
  }

  @Override
  public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {
    // A value replaced earlier in the same row is part of the row that is kept out.
    found.removeIf(d -> d.rowid() == row.rowid() && d.rowValues() == null);
    found.add(
        new DefectRecord(
            column.target().name(),
            kind,
            row.rowid(),
            picture.key(row),
            row.storageClass(column.sourceIndex()).name(),
            null,
            picture.values(row)));
  }

  @Override
  public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {
    found.add(
        new DefectRecord(
            column.target().name(),
            kind,
            row.rowid(),
            picture.key(row),
            row.storageClass(column.sourceIndex()).name(),
            picture.original(row, column.sourceIndex()),
            null));
  }

  boolean isFull() {
    return found.size() >= ENOUGH;
  }

  /** What was found since the last call. */
  List<DefectRecord> take() {
    List<DefectRecord> taken = List.copyOf(found);
    found.clear();
    return taken;
  }
}
