package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from pg_catalog what the comparison needs to know about every table of a schema. */
final class TableShapes {
  private static final String COLUMNS =
      """
      SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS declared,
             coalesce(bt.typname, t.typname) AS typname, a.attnotnull
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN (pg_catalog.pg_attribute a
                 JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                 LEFT JOIN pg_catalog.pg_type bt ON bt.oid = t.typbasetype)
             ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relpersistence <> 't'
      ORDER BY c.relname, a.attnum
      """;

  /**
   * The best growth column of each table: an integer that leads an index and refuses NULL, or is a
   * unique key by itself, as {@code events.stream_ordering}; the primary key before a unique key
   * before others, a key of one column before one of several.
   */
  private static final String GROWTH =
      """
      SELECT DISTINCT ON (c.relname) c.relname, a.attname
      FROM pg_catalog.pg_index x
      JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
      JOIN pg_catalog.pg_am am ON am.oid = i.relam
      WHERE n.nspname = ? AND am.amname = 'btree' AND x.indisvalid AND x.indpred IS NULL
        AND (a.attnotnull OR x.indisunique AND x.indnkeyatts = 1)
        AND t.typname IN ('int8', 'int4')
      ORDER BY c.relname, (x.indisunique AND x.indnkeyatts = 1) DESC, a.attnotnull DESC,
               x.indisprimary DESC, x.indisunique DESC, t.typname DESC, x.indnkeyatts, a.attnum, i.relname
      """;

  private TableShapes() {}

  /**
   * The tables of a schema, by name. Every column takes part in the hash, in the table's own order.
   */
  static Map<String, TableShape> read(Connection connection, String schema) throws SQLException {
    Map<String, String> growth = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(GROWTH)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          growth.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    Map<String, List<DigestColumn>> columns = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          List<DigestColumn> list =
              columns.computeIfAbsent(rows.getString("relname"), name -> new ArrayList<>());
          String name = rows.getString("attname");
          if (name != null) {
            list.add(
                new DigestColumn(
                    name,
                    rows.getString("declared"),
                    DigestKind.ofType(rows.getString("typname")),
                    !rows.getBoolean("attnotnull")));
          }
        }
      }
    }
    Map<String, TableShape> shapes = new LinkedHashMap<>();
    columns.forEach(
        (table, list) -> shapes.put(table, new TableShape(schema, table, list, growth.get(table))));
    return shapes;
  }
}
