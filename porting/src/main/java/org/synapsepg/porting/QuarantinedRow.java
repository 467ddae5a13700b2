package org.synapsepg.porting;

/**
 * A row of the source that was kept out of the target. {@link Quarantine} gives them, puts them
 * back and drops them.
 *
 * @param table the table's name in the target; {@code event_search_texts} for a text of the message
 *     search, which has no table there
 * @param column the column whose value did not fit
 * @param kind why it did not fit
 * @param rowid the row's number in the source
 * @param key the row's key as a JSON object; empty if the table has no key
 * @param reason why the row was kept out, in a sentence without the value
 * @param values the whole row as a JSON object: for each column its storage class and its value,
 *     the bytes of text and blobs in base64
 */
public record QuarantinedRow(
    String table,
    String column,
    BadValue kind,
    long rowid,
    String key,
    String reason,
    String values) {
  /** Table, column, kind and rowid; the values may be private, so they are left out. */
  @Override
  public String toString() {
    return table + "." + column + " (rowid " + rowid + "): " + kind.id();
  }
}
