package org.synapsepg.check;

import java.util.List;

/**
 * An index whose order depends on a sort order that is to change, or has changed.
 *
 * @param name its name with schema, quoted where SQL needs it
 * @param table its table, likewise
 * @param unique whether it keeps rows unique
 * @param keys its key columns or expressions, as SQL
 * @param predicate the condition of a partial index, as SQL; empty for a whole one
 * @param nullsEqual whether two nulls count as equal (NULLS NOT DISTINCT)
 * @param bytes its size on disk
 */
public record AffectedIndex(
    String name,
    String table,
    boolean unique,
    List<String> keys,
    String predicate,
    boolean nullsEqual,
    long bytes) {
  /**
   * Copies the list.
   *
   * @param name its name
   * @param table its table
   * @param unique whether it keeps rows unique
   * @param keys its keys
   * @param predicate its condition
   * @param nullsEqual whether two nulls count as equal
   * @param bytes its size
   */
  public AffectedIndex {
    keys = List.copyOf(keys);
  }

  /**
   * Reads the rows themselves, for the index cannot be trusted. Grouping compares byte by byte, as
   * every sort order that is not declared otherwise does for equality.
   */
  String duplicatesQuery() {
    StringBuilder where = new StringBuilder(predicate.isEmpty() ? "true" : "(" + predicate + ")");
    if (!nullsEqual) {
      keys.forEach(key -> where.append(" AND (").append(key).append(") IS NOT NULL"));
    }
    StringBuilder grouped = new StringBuilder();
    for (String key : keys) {
      grouped.append(grouped.isEmpty() ? "(" : ", (").append(key).append(")");
    }
    return "SELECT array_agg(ctid::text ORDER BY ctid), ROW("
        + grouped
        + ")::text FROM "
        + table
        + " WHERE "
        + where
        + " GROUP BY "
        + grouped
        + " HAVING count(*) > 1";
  }
}
