package org.synapsepg.porting.internal.verify;

import jakarta.annotation.Nullable;
import java.util.List;

/**
 * What the comparison of a table needs to know about it.
 *
 * @param schema the schema it is in
 * @param name its name
 * @param columns the columns that take part in a row's hash, in the order in which they are hashed
 * @param growth the integer column whose numbers rise or fall as rows are added, by which the table
 *     is cut into segments; null when there is none
 */
public record TableShape(
    String schema, String name, List<DigestColumn> columns, @Nullable String growth) {
  /**
   * Copies the list.
   *
   * @param schema the schema it is in
   * @param name its name
   * @param columns the columns of a row's hash
   * @param growth the column of the segments, or null
   */
  public TableShape {
    columns = List.copyOf(columns);
  }

  /**
   * The table as an identifier.
   *
   * @return schema and name, both quoted
   */
  public String qualified() {
    return DigestSql.quote(schema, name);
  }
}
