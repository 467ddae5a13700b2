package org.synapsepg.porting.internal.plan;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table of the target with everything that hangs on it.
 *
 * @param schema the schema it is in
 * @param name its name
 * @param columns its columns in their order
 * @param indexes its indexes, the ones that back constraints included
 * @param foreignKeys the foreign keys in which it is the referencing table
 * @param triggers its user triggers
 * @param vacuumed whether autovacuum sees to it as the server's settings say, and no setting of its
 *     own
 * @param bytes the size of its rows on disk; 0 means that it never held any
 */
public record TargetTable(
    String schema,
    String name,
    List<TargetColumn> columns,
    List<TargetIndex> indexes,
    List<TargetForeignKey> foreignKeys,
    List<TargetTrigger> triggers,
    boolean vacuumed,
    long bytes) {
  /** Keeps its own copies of the lists. */
  public TargetTable {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
    triggers = List.copyOf(triggers);
  }

  /** The column of a name, letter case ignored, as SQLite's own names are. */
  public Optional<TargetColumn> column(String columnName) {
    String wanted = columnName.toLowerCase(Locale.ROOT);
    return columns.stream()
        .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /**
   * The columns that tell rows apart: the primary key, otherwise the first unique index over whole
   * columns; preferred are those that refuse NULL, for NULLs are never equal.
   *
   * @return empty if nothing keeps two rows from being equal
   */
  public List<String> key() {
    TargetIndex best = null;
    for (TargetIndex index : indexes) {
      if (index.unique() && !index.partial() && index.valid() && !index.columns().isEmpty()) {
        best = better(best, index);
      }
    }
    return best == null ? List.of() : best.columns();
  }

  private TargetIndex better(@Nullable TargetIndex one, TargetIndex other) {
    return one == null || rank(other) < rank(one) ? other : one;
  }

  private int rank(TargetIndex index) {
    if (index.primary()) {
      return 0;
    }
    boolean noNulls =
        index.columns().stream().allMatch(c -> column(c).map(TargetColumn::notNull).orElse(false));
    return noNulls ? 1 : 2;
  }

  /** The table's name as SQL wants it: schema and name, both quoted. */
  public String qualified() {
    return Identifiers.quote(schema, name);
  }
}
