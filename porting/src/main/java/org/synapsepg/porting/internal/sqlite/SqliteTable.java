package org.synapsepg.porting.internal.sqlite;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table as SQLite itself describes it.
 *
 * @param name its name, unquoted
 * @param sql its CREATE statement as stored
 * @param columns its columns in order of declaration; those that a virtual table hides are left out
 * @param rowidAlias the place of the INTEGER PRIMARY KEY column in {@code columns}, which is
 *     another name of the rowid; -1 when there is none
 * @param rootPage the page where its b-tree begins; 0 for a virtual table
 * @param kind how its rows are kept
 * @param indexes its indexes and unique constraints
 * @param foreignKeys its foreign keys
 */
public record SqliteTable(
    String name,
    String sql,
    List<SqliteColumn> columns,
    int rowidAlias,
    long rootPage,
    Kind kind,
    List<SqliteIndex> indexes,
    List<SqliteForeignKey> foreignKeys) {

  /** How a table keeps its rows. */
  public enum Kind {
    /** In a b-tree by rowid. */
    ROWID,
    /** In a b-tree by primary key. */
    WITHOUT_ROWID,
    /** By a module, as full-text search does. */
    VIRTUAL
  }

  /**
   * Copies the lists.
   *
   * @param name its name
   * @param sql its CREATE statement
   * @param columns its columns
   * @param rowidAlias the place of the rowid's alias, or -1
   * @param rootPage the page where its b-tree begins
   * @param kind how its rows are kept
   * @param indexes its indexes
   * @param foreignKeys its foreign keys
   */
  public SqliteTable {
    columns = List.copyOf(columns);
    indexes = List.copyOf(indexes);
    foreignKeys = List.copyOf(foreignKeys);
  }

  /**
   * A column by name, in any case, as SQLite compares names.
   *
   * @param wanted the name
   * @return its place, counted from 0, if there is such a column
   */
  public Optional<Integer> findColumn(String wanted) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(wanted)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether SQLite keeps the table for itself ({@code sqlite_sequence}, {@code sqlite_stat1}, …).
   *
   * @return true if so
   */
  public boolean isInternal() {
    return name.toLowerCase(Locale.ROOT).startsWith("sqlite_");
  }
}
