package org.synapsepg.porting.internal.plan;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The queries behind {@link TargetCatalogue}: PostgreSQL docs, chapter "System Catalogs". */
final class CatalogueReader {
  private static final String TABLES =
      """
      SELECT c.relname, pg_relation_size(c.oid) AS bytes,
             c.relkind = 'r' AND NOT EXISTS (SELECT FROM unnest(c.reloptions) o
                                             WHERE o LIKE 'autovacuum_enabled=%') AS vacuumed
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
      """;

  private static final String COLUMNS =
      """
      SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) AS declared,
             CASE WHEN t.typnotnull OR EXISTS (SELECT FROM pg_constraint d WHERE d.contypid = t.oid)
                  THEN t.typname ELSE coalesce(bt.typname, t.typname) END AS typname,
             CASE WHEN a.atttypmod > 4 AND t.typname IN ('varchar', 'bpchar')
                  THEN a.atttypmod - 4 ELSE -1 END AS max_characters,
             a.attnotnull, a.atthasdef OR a.attidentity <> '' AS has_default,
             a.attidentity <> '' AS identity, a.attgenerated <> '' AS generated
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_type bt ON bt.oid = t.typbasetype
      WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY c.relname, a.attnum
      """;

  private static final String INDEXES =
      """
      SELECT t.relname, i.relname AS index_name, pg_get_indexdef(x.indexrelid) AS definition,
             ARRAY(SELECT a.attname::text FROM unnest(x.indkey::int2[]) WITH ORDINALITY k(num, pos)
                   JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num
                   WHERE k.pos <= x.indnkeyatts ORDER BY k.pos) AS columns,
             0 = ANY (x.indkey::int2[]) AS has_expression,
             x.indisunique, x.indpred IS NOT NULL AS partial, x.indisprimary, x.indisvalid,
             con.conname, pg_get_constraintdef(con.oid) AS constraint_definition,
             obj_description(x.indexrelid, 'pg_class') AS comment,
             obj_description(con.oid, 'pg_constraint') AS constraint_comment,
             t.relkind = 'r' AND x.indisvalid AND i.reltablespace = 0
               AND NOT x.indisclustered AND NOT x.indisreplident AND NOT x.indisexclusion
               AND (con.oid IS NULL OR con.contype IN ('p', 'u'))
               AND NOT EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = x.indexrelid
                               AND s.attstattarget > 0)
               AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = x.indexrelid)
               AND NOT EXISTS (SELECT FROM pg_depend d
                               WHERE d.refclassid = 'pg_class'::regclass
                                 AND d.refobjid = x.indexrelid AND d.deptype = 'n'
                                 AND d.classid <> 'pg_constraint'::regclass)
               AND NOT EXISTS (SELECT FROM pg_depend d
                               WHERE d.refclassid = 'pg_constraint'::regclass
                                 AND d.refobjid = con.oid AND d.deptype = 'n'
                                 AND d.classid <> 'pg_constraint'::regclass) AS plain,
             pg_relation_size(x.indexrelid) AS bytes
      FROM pg_index x
      JOIN pg_class i ON i.oid = x.indexrelid
      JOIN pg_class t ON t.oid = x.indrelid
      JOIN pg_namespace n ON n.oid = t.relnamespace
      LEFT JOIN pg_constraint con ON con.conindid = x.indexrelid AND con.contype IN ('p', 'u', 'x')
      WHERE n.nspname = ? AND t.relkind IN ('r', 'p')
      ORDER BY t.relname, i.relname
      """;

  private static final String FOREIGN_KEYS =
      """
      SELECT t.relname, con.conname, r.relname AS referenced, i.relname AS referenced_index,
             pg_get_constraintdef(con.oid) AS definition, con.convalidated,
             obj_description(con.oid, 'pg_constraint') AS comment
      FROM pg_constraint con
      JOIN pg_class t ON t.oid = con.conrelid
      JOIN pg_namespace n ON n.oid = t.relnamespace
      JOIN pg_class r ON r.oid = con.confrelid
      JOIN pg_class i ON i.oid = con.conindid
      WHERE n.nspname = ? AND con.contype = 'f' AND con.conparentid = 0
      ORDER BY t.relname, con.conname
      """;

  private static final String TRIGGERS =
      """
      SELECT t.relname, g.tgname, g.tgenabled
      FROM pg_trigger g
      JOIN pg_class t ON t.oid = g.tgrelid
      JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE n.nspname = ? AND NOT g.tgisinternal
      ORDER BY t.relname, g.tgname
      """;

  private final Connection connection;
  private final String schema;

  CatalogueReader(Connection connection, String schema) {
    this.connection = connection;
    this.schema = schema;
  }

  Map<String, TargetTable> tables() throws SQLException {
    Map<String, List<TargetColumn>> columns =
        byTable(
            COLUMNS,
            r ->
                new TargetColumn(
                    r.getString("attname"),
                    r.getString("declared"),
                    ValueType.of(r.getString("typname")),
                    r.getInt("max_characters"),
                    r.getBoolean("attnotnull"),
                    r.getBoolean("has_default"),
                    r.getBoolean("identity"),
                    r.getBoolean("generated")));
    Map<String, List<TargetIndex>> indexes = byTable(INDEXES, CatalogueReader::index);
    Map<String, List<TargetForeignKey>> foreignKeys =
        byTable(
            FOREIGN_KEYS,
            r ->
                new TargetForeignKey(
                    r.getString("conname"),
                    r.getString("relname"),
                    r.getString("referenced"),
                    r.getString("referenced_index"),
                    r.getString("definition"),
                    r.getBoolean("convalidated"),
                    r.getString("comment")));
    Map<String, List<TargetTrigger>> triggers =
        byTable(
            TRIGGERS,
            r ->
                new TargetTrigger(
                    r.getString("tgname"),
                    r.getString("relname"),
                    r.getString("tgenabled").charAt(0)));
    Map<String, TargetTable> tables = TargetCatalogue.sorted();
    byTable(
            TABLES,
            r -> {
              String name = r.getString("relname");
              return new TargetTable(
                  schema,
                  name,
                  columns.getOrDefault(name, List.of()),
                  indexes.getOrDefault(name, List.of()),
                  foreignKeys.getOrDefault(name, List.of()),
                  triggers.getOrDefault(name, List.of()),
                  r.getBoolean("vacuumed"),
                  r.getLong("bytes"));
            })
        .forEach((name, table) -> tables.put(name, table.get(0)));
    return tables;
  }

  private static TargetIndex index(ResultSet r) throws SQLException {
    Array columns = r.getArray("columns");
    List<String> names =
        r.getBoolean("has_expression") ? List.of() : Arrays.asList((String[]) columns.getArray());
    return new TargetIndex(
        r.getString("index_name"),
        r.getString("relname"),
        r.getString("definition"),
        names,
        r.getBoolean("indisunique"),
        r.getBoolean("partial"),
        r.getBoolean("indisprimary"),
        r.getBoolean("indisvalid"),
        r.getString("conname"),
        r.getString("constraint_definition"),
        r.getString("comment"),
        r.getString("constraint_comment"),
        r.getBoolean("plain"),
        r.getLong("bytes"));
  }

  private <T> Map<String, List<T>> byTable(String sql, FromRow<T> fromRow) throws SQLException {
    Map<String, List<T>> result = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          result
              .computeIfAbsent(rows.getString("relname"), name -> new ArrayList<>())
              .add(fromRow.read(rows));
        }
      }
    }
    return result;
  }

  private interface FromRow<T> {
    T read(ResultSet row) throws SQLException;
  }
}
