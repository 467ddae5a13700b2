package org.synapsepg.check;

import java.util.List;

/**
 * Rows that a unique index should have kept apart.
 *
 * @param index the index
 * @param table its table
 * @param key the key that they share, as PostgreSQL writes a row
 * @param ctids where each row is in the table; valid until the table is written to
 */
public record Duplicate(String index, String table, String key, List<String> ctids) {
  /**
   * Copies the list.
   *
   * @param index the index
   * @param table its table
   * @param key the key
   * @param ctids the rows
   */
  public Duplicate {
    ctids = List.copyOf(ctids);
  }

  /**
   * For each row the statement that would remove it. Which one may stay only a person can say: look
   * at the rows, keep the one that other tables refer to, and never remove all.
   *
   * @return one statement a row, in the order of {@link #ctids()}
   */
  public List<String> removals() {
    return ctids.stream()
        .map(ctid -> "DELETE FROM " + table + " WHERE ctid = '" + ctid + "';")
        .toList();
  }
}
