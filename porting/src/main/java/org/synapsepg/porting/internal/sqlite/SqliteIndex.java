package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.util.List;

/**
 * An index, or a UNIQUE or PRIMARY KEY constraint, as {@code PRAGMA index_list} and {@code
 * index_xinfo} tell it.
 *
 * @param name its name; SQLite makes one up for a constraint
 * @param unique whether it forbids equal keys
 * @param origin what made it
 * @param partial whether it has a WHERE clause
 * @param columns its key, in order
 * @param sql the CREATE INDEX statement, null for a constraint
 */
public record SqliteIndex(
    String name,
    boolean unique,
    Origin origin,
    boolean partial,
    List<Key> columns,
    @Nullable String sql) {

  /** What made an index. */
  public enum Origin {
    /** A CREATE INDEX statement. */
    CREATE_INDEX,
    /** A UNIQUE constraint of the table. */
    UNIQUE,
    /** The table's PRIMARY KEY. */
    PRIMARY_KEY
  }

  /**
   * One part of the key.
   *
   * @param column the column's name; null for an expression or the rowid
   * @param descending whether it is sorted downwards
   * @param collation the collation's name, {@code BINARY} by default
   */
  public record Key(@Nullable String column, boolean descending, String collation) {}

  /**
   * Copies the list.
   *
   * @param name its name
   * @param unique whether it forbids equal keys
   * @param origin what made it
   * @param partial whether it has a WHERE clause
   * @param columns its key
   * @param sql its statement, or null
   */
  public SqliteIndex {
    columns = List.copyOf(columns);
  }
}
