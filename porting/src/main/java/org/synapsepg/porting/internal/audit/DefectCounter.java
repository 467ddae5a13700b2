package org.synapsepg.porting.internal.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.value.DefectSink;

/** Counts what does not fit. */
final class DefectCounter implements DefectSink {
  private static final int EXAMPLES = 5;

  private final Map<Key, Tally> tallies = new LinkedHashMap<>();
  private final Set<String> replacedColumns = new HashSet<>();
  private final Map<String, Long> rewritten = new LinkedHashMap<>();
  private long changes;

  private record Key(String column, BadValue kind, Action action) {}

  private static final class Tally {
    long count;
    final List<Long> rowids = new ArrayList<>();
  }

  @Override
  public void refused(BadValue kind, ColumnMapping column, RowCursor row) {
    count(kind, column, Action.FAIL, row);
  }

  @Override
  public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {
    count(kind, column, Action.QUARANTINE, row);
  }

  @Override
  public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {
    replacedColumns.add(column.target().name());
    count(kind, column, Action.REPLACE, row);
  }

  @Override
  public void rewritten(int numbers, ColumnMapping column) {
    rewritten.merge(column.target().name(), (long) numbers, Long::sum);
  }

  /** Numbers inside JSON that are written in another way, by column. */
  Map<String, Long> rewritten() {
    return rewritten;
  }

  private void count(BadValue kind, ColumnMapping column, Action action, RowCursor row) {
    Tally tally =
        tallies.computeIfAbsent(new Key(column.target().name(), kind, action), k -> new Tally());
    tally.count++;
    if (tally.rowids.size() < EXAMPLES) {
      tally.rowids.add(row.rowid());
    }
    changes = changes * 31 + kind.name().hashCode() * 8L + action.name().hashCode() + row.rowid();
  }

  /** The columns of the present row whose values were replaced; cleared by {@link #nextRow}. */
  Set<String> replacedColumns() {
    return replacedColumns;
  }

  /** Forgets what was found in the row before. */
  void nextRow() {
    if (!replacedColumns.isEmpty()) {
      replacedColumns.clear();
    }
  }

  /** Differs when the defects differ. */
  long digest() {
    return changes;
  }

  List<DefectCount> counts() {
    return tallies.entrySet().stream()
        .map(
            e ->
                new DefectCount(
                    e.getKey().column(),
                    e.getKey().kind(),
                    e.getKey().action(),
                    e.getValue().count,
                    e.getValue().rowids))
        .toList();
  }
}
