package org.synapsepg.porting.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A table as SQLite's own catalogue describes it: what the generator needs to fill it. */
record TableShape(
    String name, List<Column> columns, List<ForeignKey> foreignKeys, boolean virtual) {
  /** One column; {@code type} is the declared type in upper case. */
  record Column(String name, String type, boolean notNull, boolean primaryKey) {
    boolean isBoolean() {
      return type.startsWith("BOOL");
    }

    boolean isInteger() {
      return type.contains("INT");
    }

    boolean isBytes() {
      return type.startsWith("BYTEA");
    }

    boolean isJsonb() {
      return type.startsWith("JSONB");
    }
  }

  /** One foreign key; the lists correspond by position. */
  record ForeignKey(List<String> columns, String parent, List<String> parentColumns) {}

  /**
   * Every table of the database, parents before the tables that refer to them as far as there is no
   * cycle.
   */
  static List<TableShape> of(Connection database) throws SQLException {
    Map<String, TableShape> byName = new LinkedHashMap<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, sql LIKE 'CREATE VIRTUAL%' FROM sqlite_master WHERE type = 'table'"
                    + " AND name NOT LIKE 'sqlite@_%' ESCAPE '@' ORDER BY rowid")) {
      while (rows.next()) {
        String name = rows.getString(1);
        if (!isShadow(name)) {
          byName.put(
              name,
              new TableShape(
                  name, columns(database, name), foreignKeys(database, name), rows.getBoolean(2)));
        }
      }
    }
    Set<TableShape> ordered = new LinkedHashSet<>();
    byName.values().forEach(table -> visit(table, byName, ordered, new LinkedHashSet<>()));
    return List.copyOf(ordered);
  }

  private static boolean isShadow(String name) {
    return name.matches("(event|user_directory)_search_(content|docsize|segdir|segments|stat)");
  }

  private static void visit(
      TableShape table, Map<String, TableShape> all, Set<TableShape> done, Set<String> path) {
    if (done.contains(table) || !path.add(table.name)) {
      return;
    }
    for (ForeignKey key : table.foreignKeys) {
      TableShape parent = all.get(key.parent);
      if (parent != null) {
        visit(parent, all, done, path);
      }
    }
    done.add(table);
  }

  private static List<Column> columns(Connection database, String table) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA table_info(\"" + table + "\")")) {
      while (rows.next()) {
        columns.add(
            new Column(
                rows.getString("name"),
                rows.getString("type").toUpperCase(Locale.ROOT),
                rows.getBoolean("notnull"),
                rows.getInt("pk") > 0));
      }
    }
    return columns;
  }

  private static List<ForeignKey> foreignKeys(Connection database, String table)
      throws SQLException {
    Map<Integer, ForeignKey> keys = new LinkedHashMap<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA foreign_key_list(\"" + table + "\")")) {
      while (rows.next()) {
        String parent = rows.getString("table");
        ForeignKey key =
            keys.computeIfAbsent(
                rows.getInt("id"),
                id -> new ForeignKey(new ArrayList<>(), parent, new ArrayList<>()));
        key.columns.add(rows.getString("from"));
        String to = rows.getString("to");
        key.parentColumns.add(to == null ? rows.getString("from") : to);
      }
    }
    return List.copyOf(keys.values());
  }
}
