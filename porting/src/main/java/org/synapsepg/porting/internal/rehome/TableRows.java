package org.synapsepg.porting.internal.rehome;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table whose rows are copied.
 *
 * @param schema its schema
 * @param name its name
 * @param qualified both, as SQL has them
 * @param columns the columns that hold values of their own, as SQL lists them
 * @param rows how many rows the server believes there are
 * @param bytes what the table weighs in the old database
 */
record TableRows(
    String schema, String name, String qualified, String columns, long rows, long bytes) {
  private static final String QUERY =
      """
      SELECT n.nspname, c.relname, c.oid::regclass,
             (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
             greatest(c.reltuples, 0)::bigint, pg_table_size(c.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relpersistence <> 't'
         AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass
                         AND e.objid = c.oid AND e.deptype = 'e')
       ORDER BY c.oid
      """;

  static List<TableRows> read(Session session) throws SQLException {
    List<TableRows> tables = new ArrayList<>();
    for (List<String> row : session.rows(QUERY)) {
      tables.add(
          new TableRows(
              row.get(0),
              row.get(1),
              row.get(2),
              row.get(3),
              Long.parseLong(row.get(4)),
              Long.parseLong(row.get(5))));
    }
    return tables;
  }
}
