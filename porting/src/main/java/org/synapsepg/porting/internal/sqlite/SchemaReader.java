package org.synapsepg.porting.internal.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks SQLite for the tables of its main database; no CREATE statement is parsed by us. */
final class SchemaReader {
  private final Connection witness;

  SchemaReader(Connection witness) {
    this.witness = witness;
  }

  List<SqliteTable> tables() throws SQLException {
    List<SqliteTable> tables = new ArrayList<>();
    String sql =
        "SELECT m.name, coalesce(m.sql, ''), m.rootpage, l.type, l.wr FROM main.sqlite_schema m"
            + " JOIN pragma_table_list l ON l.schema = 'main' AND l.name = m.name"
            + " WHERE m.type = 'table' ORDER BY m.rowid";
    try (Statement statement = witness.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        SqliteTable.Kind kind = SqliteTable.Kind.ROWID;
        if (found.getString(4).equals("virtual")) {
          kind = SqliteTable.Kind.VIRTUAL;
        } else if (found.getBoolean(5)) {
          kind = SqliteTable.Kind.WITHOUT_ROWID;
        }
        tables.add(table(found.getString(1), found.getString(2), found.getLong(3), kind));
      }
    }
    return tables;
  }

  private SqliteTable table(String name, String sql, long rootPage, SqliteTable.Kind kind)
      throws SQLException {
    List<SqliteColumn> columns = columns(name);
    List<SqliteIndex> indexes = indexes(name);
    int alias = kind == SqliteTable.Kind.ROWID ? rowidAlias(columns, indexes) : -1;
    return new SqliteTable(name, sql, columns, alias, rootPage, kind, indexes, foreignKeys(name));
  }

  /**
   * An INTEGER PRIMARY KEY has no index of its own, which sets it apart from the one case where
   * such a column is no alias ({@code INTEGER PRIMARY KEY DESC}, kept for old files).
   */
  private static int rowidAlias(List<SqliteColumn> columns, List<SqliteIndex> indexes) {
    int alias = -1;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).primaryKey() > 0) {
        if (alias >= 0 || !columns.get(i).declaredType().equalsIgnoreCase("INTEGER")) {
          return -1;
        }
        alias = i;
      }
    }
    boolean keyIndexed =
        indexes.stream().anyMatch(i -> i.origin() == SqliteIndex.Origin.PRIMARY_KEY);
    return keyIndexed ? -1 : alias;
  }

  private List<SqliteColumn> columns(String table) throws SQLException {
    List<SqliteColumn> columns = new ArrayList<>();
    String sql =
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?, 'main')";
    try (PreparedStatement statement = witness.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          int hidden = found.getInt(6);
          if (hidden != 1) {
            columns.add(
                new SqliteColumn(
                    found.getString(1),
                    found.getString(2),
                    found.getBoolean(3),
                    found.getString(4),
                    found.getInt(5),
                    hidden == 2
                        ? SqliteColumn.Generation.VIRTUAL
                        : hidden == 3
                            ? SqliteColumn.Generation.STORED
                            : SqliteColumn.Generation.NONE));
          }
        }
      }
    }
    return columns;
  }

  private List<SqliteIndex> indexes(String table) throws SQLException {
    List<SqliteIndex> indexes = new ArrayList<>();
    String sql =
        "SELECT l.name, l.\"unique\", l.origin, l.partial, m.sql FROM pragma_index_list(?, 'main') l"
            + " LEFT JOIN main.sqlite_schema m ON m.type = 'index' AND m.name = l.name"
            + " ORDER BY l.seq";
    try (PreparedStatement statement = witness.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          SqliteIndex.Origin origin =
              switch (found.getString(3)) {
                case "u" -> SqliteIndex.Origin.UNIQUE;
                case "pk" -> SqliteIndex.Origin.PRIMARY_KEY;
                default -> SqliteIndex.Origin.CREATE_INDEX;
              };
          indexes.add(
              new SqliteIndex(
                  found.getString(1),
                  found.getBoolean(2),
                  origin,
                  found.getBoolean(4),
                  keys(found.getString(1)),
                  found.getString(5)));
        }
      }
    }
    return indexes;
  }

  private List<SqliteIndex.Key> keys(String index) throws SQLException {
    List<SqliteIndex.Key> keys = new ArrayList<>();
    String sql =
        "SELECT name, \"desc\", coll FROM pragma_index_xinfo(?, 'main') WHERE key ORDER BY seqno";
    try (PreparedStatement statement = witness.prepareStatement(sql)) {
      statement.setString(1, index);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          keys.add(
              new SqliteIndex.Key(found.getString(1), found.getBoolean(2), found.getString(3)));
        }
      }
    }
    return keys;
  }

  private List<SqliteForeignKey> foreignKeys(String table) throws SQLException {
    record Parts(
        List<String> columns, String parent, List<String> parents, String update, String delete) {}
    Map<Integer, Parts> byId = new LinkedHashMap<>();
    String sql =
        "SELECT id, \"from\", \"table\", \"to\", on_update, on_delete"
            + " FROM pragma_foreign_key_list(?, 'main') ORDER BY id, seq";
    try (PreparedStatement statement = witness.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          Parts parts = byId.get(found.getInt(1));
          if (parts == null) {
            parts =
                new Parts(
                    new ArrayList<>(),
                    found.getString(3),
                    new ArrayList<>(),
                    found.getString(5),
                    found.getString(6));
            byId.put(found.getInt(1), parts);
          }
          parts.columns().add(found.getString(2));
          String to = found.getString(4);
          if (to != null) {
            parts.parents().add(to);
          }
        }
      }
    }
    return byId.values().stream()
        .map(p -> new SqliteForeignKey(p.columns, p.parent, p.parents, p.update, p.delete))
        .toList();
  }
}
