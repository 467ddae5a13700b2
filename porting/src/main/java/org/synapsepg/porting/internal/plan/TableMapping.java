package org.synapsepg.porting.internal.plan;

import java.util.List;
import java.util.stream.Collectors;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * A table of the source whose rows are copied, and where they go.
 *
 * @param source the source's table
 * @param target the target's table
 * @param columns the columns that are copied, in the order of COPY's list
 * @param keptOut rows that are not copied
 */
public record TableMapping(
    SqliteTable source, TargetTable target, List<ColumnMapping> columns, KeptOut keptOut) {
  /** Keeps its own copy of the list. */
  public TableMapping {
    columns = List.copyOf(columns);
  }

  /** A table of which every row is copied. */
  public TableMapping(SqliteTable source, TargetTable target, List<ColumnMapping> columns) {
    this(source, target, columns, KeptOut.NONE);
  }

  /** The same but for these rows. */
  public TableMapping without(KeptOut rows) {
    return new TableMapping(source, target, columns, rows);
  }

  /** The name under which the table is reported: the target's. */
  public String name() {
    return target.name();
  }

  /** The places in {@link #columns()} of the target's key; empty if it has none. */
  public int[] keyColumns() {
    List<String> names = columns.stream().map(c -> c.target().name()).toList();
    int[] places = target.key().stream().mapToInt(names::indexOf).toArray();
    for (int place : places) {
      if (place < 0) {
        return new int[0];
      }
    }
    return places;
  }

  /** The statement that takes the rows. */
  public String copyStatement() {
    return columns.stream()
        .map(c -> Identifiers.quote(c.target().name()))
        .collect(
            Collectors.joining(
                ", ", "COPY " + target.qualified() + " (", ") FROM STDIN (FORMAT binary)"));
  }
}
