package org.synapsepg.porting.internal.schema;

/**
 * What a fact is about.
 *
 * @param kind {@code table}, {@code column}, {@code index} and so on
 * @param table the table it belongs to; empty where the kind belongs to none
 * @param name its name within the table, or on its own; empty for a table itself
 */
record FactKey(String kind, String table, String name) {
  static FactKey table(String table) {
    return new FactKey("table", table, "");
  }

  boolean isTable() {
    return kind.equals("table");
  }
}
