package org.synapsepg.porting.internal.sqlite;

import java.util.List;

/**
 * A foreign key as {@code PRAGMA foreign_key_list} tells it.
 *
 * @param columns the referring columns
 * @param parentTable the table referred to
 * @param parentColumns the columns referred to; empty when the parent's primary key is meant
 * @param onUpdate the action, {@code NO ACTION} by default
 * @param onDelete the action, {@code NO ACTION} by default
 */
public record SqliteForeignKey(
    List<String> columns,
    String parentTable,
    List<String> parentColumns,
    String onUpdate,
    String onDelete) {
  /**
   * Copies the lists.
   *
   * @param columns the referring columns
   * @param parentTable the table referred to
   * @param parentColumns the columns referred to
   * @param onUpdate the action
   * @param onDelete the action
   */
  public SqliteForeignKey {
    columns = List.copyOf(columns);
    parentColumns = List.copyOf(parentColumns);
  }
}
