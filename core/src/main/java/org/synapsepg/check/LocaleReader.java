package org.synapsepg.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.PgVersion;

/** Reads locales from the catalogues of any server from 12 on. */
final class LocaleReader {
  /** The row as JSON: a query that names a column which a version lacks would fail. */
  private static final String DATABASES =
      """
      SELECT d.datname, pg_encoding_to_char(d.encoding) AS encoding, d.datcollate, d.datctype,
             coalesce(j.row ->> 'datlocprovider', 'c') AS provider,
             coalesce(j.row ->> 'datlocale', j.row ->> 'daticulocale') AS locale,
             j.row ->> 'daticurules' AS rules,
             j.row ->> 'datcollversion' AS recorded,
             :actual AS actual,
             d.datname = current_database() AS current
        FROM pg_database d, LATERAL (SELECT to_jsonb(d) AS row) j
       ORDER BY d.datname COLLATE "C"
      """;

  private static final String OBJECTS =
      """
      WITH collations AS (
        SELECT c.oid, c.collname, c.collversion AS recorded
          FROM pg_collation c
         WHERE (c.oid = 100 AND :unsafe)
            OR (c.collprovider <> 'd' AND c.collprovider <> 'b' AND c.collname <> 'ucs_basic'
                AND NOT (c.collprovider = 'c' AND c.collcollate IN ('C', 'POSIX'))))
      SELECT kind, name, collname, recorded, extname, bytes,
             CASE WHEN coll <> 100 THEN pg_collation_actual_version(coll) END AS actual
        FROM (
      SELECT 'COLUMN' AS kind,
             quote_ident(n.nspname) || '.' || quote_ident(t.relname) || '.' || quote_ident(a.attname)
               AS name,
             c.oid AS coll, c.collname, c.recorded, x.extname, 0 AS bytes
        FROM pg_attribute a
        JOIN collations c ON c.oid = a.attcollation AND c.oid <> 100
        JOIN pg_class t ON t.oid = a.attrelid AND t.relkind IN ('r', 'p', 'm', 'f')
        JOIN pg_namespace n ON n.oid = t.relnamespace
        LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = t.oid
                             AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
        LEFT JOIN pg_extension x ON x.oid = d.refobjid
       WHERE a.attnum > 0 AND NOT a.attisdropped
         AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      UNION ALL
      SELECT DISTINCT ON (i.indexrelid, c.oid) 'INDEX',
             quote_ident(n.nspname) || '.' || quote_ident(t.relname),
             c.oid, c.collname, c.recorded, x.extname, pg_relation_size(t.oid)
        FROM pg_index i
        CROSS JOIN LATERAL unnest(i.indcollation::oid[]) WITH ORDINALITY AS k(coll, nth)
        JOIN collations c ON c.oid = k.coll
        JOIN pg_class t ON t.oid = i.indexrelid
        JOIN pg_am m ON m.oid = t.relam AND m.amname <> 'hash'
        JOIN pg_namespace n ON n.oid = t.relnamespace
        LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indrelid
                             AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
        LEFT JOIN pg_extension x ON x.oid = d.refobjid
       WHERE k.nth <= i.indnkeyatts
         AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      UNION ALL
      SELECT 'TYPE', quote_ident(n.nspname) || '.' || quote_ident(t.typname),
             c.oid, c.collname, c.recorded, x.extname, 0
        FROM pg_type t
        JOIN collations c ON c.oid = t.typcollation AND c.oid <> 100
        JOIN pg_namespace n ON n.oid = t.typnamespace
        LEFT JOIN pg_depend d ON d.classid = 'pg_type'::regclass AND d.objid = t.oid
                             AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
        LEFT JOIN pg_extension x ON x.oid = d.refobjid
       WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.typelem = 0) found
       ORDER BY 1, 2
      """;

  private LocaleReader() {}

  static LocaleReport read(Connection connection) throws SQLException {
    PgVersion server = version(connection);
    List<DatabaseLocale> cluster = new ArrayList<>();
    DatabaseLocale current = null;
    // Asked of a database that is dropped meanwhile, the function fails; of most it tells nothing
    // that would be used.
    String actual =
        server.isAtLeast(15)
            ? "CASE WHEN d.datname = current_database() OR d.datistemplate"
                + " THEN pg_database_collation_actual_version(d.oid) END"
            : "NULL::text";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(DATABASES.replace(":actual", actual))) {
      while (rows.next()) {
        DatabaseLocale locale =
            new DatabaseLocale(
                rows.getString("datname"),
                rows.getString("encoding"),
                LocaleProvider.of(rows.getString("provider")),
                rows.getString("datcollate"),
                rows.getString("datctype"),
                rows.getString("locale"),
                rows.getString("rules"),
                rows.getString("recorded"),
                rows.getString("actual"));
        cluster.add(locale);
        if (rows.getBoolean("current")) {
          current = locale;
        }
      }
    }
    if (current == null) {
      throw new SQLException("the current database has no row in pg_database");
    }
    return new LocaleReport(
        server, current, cluster, objects(connection, current), SynapseVerdict.on(current));
  }

  static PgVersion version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT current_setting('server_version_num')::int")) {
      rows.next();
      return PgVersion.ofServerVersionNum(rows.getInt(1));
    }
  }

  private static List<CollatedObject> objects(Connection connection, DatabaseLocale database)
      throws SQLException {
    String query = OBJECTS.replace(":unsafe", String.valueOf(!database.isByteOrder()));
    List<CollatedObject> objects = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        boolean isDefault = rows.getString("collname").equals("default");
        objects.add(
            new CollatedObject(
                CollatedObject.Kind.valueOf(rows.getString("kind")),
                rows.getString("name"),
                rows.getString("collname"),
                isDefault ? database.recorded() : rows.getString("recorded"),
                isDefault ? database.actual() : rows.getString("actual"),
                rows.getString("extname"),
                rows.getLong("bytes")));
      }
    }
    return objects;
  }
}
