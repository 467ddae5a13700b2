package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;

/**
 * One column as {@code PRAGMA table_xinfo} tells it.
 *
 * @param name its name, unquoted
 * @param declaredType its type as written, empty when there is none
 * @param notNull whether it is declared NOT NULL
 * @param defaultSql its DEFAULT as an SQL expression, null when there is none
 * @param primaryKey its place in the primary key, counted from 1; 0 when it is no part of it
 * @param generation whether it is computed
 */
public record SqliteColumn(
    String name,
    String declaredType,
    boolean notNull,
    @Nullable String defaultSql,
    int primaryKey,
    Generation generation) {

  /** Whether a column holds values of its own. */
  public enum Generation {
    /** An ordinary column. */
    NONE,
    /** Computed whenever it is read; not in the file. */
    VIRTUAL,
    /** Computed when the row was written. */
    STORED
  }

  /**
   * Whether the column's affinity is REAL, so that SQLite may have stored a whole number as an
   * integer and shows it as a real (SQLite documentation, "Determination Of Column Affinity").
   *
   * @return true if so
   */
  public boolean hasRealAffinity() {
    String type = declaredType.toUpperCase(java.util.Locale.ROOT);
    if (type.contains("INT")
        || type.contains("CHAR")
        || type.contains("CLOB")
        || type.contains("TEXT")
        || type.contains("BLOB")) {
      return false;
    }
    return type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB");
  }
}
