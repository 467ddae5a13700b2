package org.synapsepg.porting;

/**
 * A value that another one took the place of. The bytes are the original's as SQLite stored them:
 * text as UTF-8, numbers as SQLite writes them.
 */
public final class ReplacedValue {
  private final String table;
  private final String column;
  private final BadValue kind;
  private final long rowid;
  private final String key;
  private final byte[] original;

  /**
   * A replaced value.
   *
   * @param table the table's name in the target
   * @param column the column's name in the target
   * @param kind why the value did not fit
   * @param rowid the row's number in the source
   * @param key the row's key as a JSON object; empty if the table has no key
   * @param original the value's bytes, copied
   */
  public ReplacedValue(
      String table, String column, BadValue kind, long rowid, String key, byte[] original) {
    this.table = table;
    this.column = column;
    this.kind = kind;
    this.rowid = rowid;
    this.key = key;
    this.original = original.clone();
  }

  /**
   * The table.
   *
   * @return its name in the target
   */
  public String table() {
    return table;
  }

  /**
   * The column.
   *
   * @return its name in the target
   */
  public String column() {
    return column;
  }

  /**
   * Why the value did not fit.
   *
   * @return the kind
   */
  public BadValue kind() {
    return kind;
  }

  /**
   * The row in the source.
   *
   * @return its rowid
   */
  public long rowid() {
    return rowid;
  }

  /**
   * The row's key as a JSON object, originals where key columns were replaced; empty if the table
   * has no key.
   *
   * @return the JSON text
   */
  public String key() {
    return key;
  }

  /**
   * The value as it was.
   *
   * @return a copy of its bytes
   */
  public byte[] original() {
    return original.clone();
  }

  /** Table, column, kind and rowid; the value may be private, so it is left out. */
  @Override
  public String toString() {
    return table + "." + column + " (rowid " + rowid + "): " + kind.id();
  }
}
