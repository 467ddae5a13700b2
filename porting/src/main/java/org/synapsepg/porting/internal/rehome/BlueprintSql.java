package org.synapsepg.porting.internal.rehome;

import java.util.List;

/**
 * The queries whose rows are the statements of a {@link Blueprint}. They run with an empty search
 * path, so that every name they print is qualified.
 *
 * <p>Original: PostgreSQL documentation, chapters "System Catalogs" and "System Catalog Information
 * Functions", versions 14 to 18.
 */
final class BlueprintSql {
  /** Leaves out what PostgreSQL brings along and what belongs to an extension. */
  private static final String OURS =
      """
       n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '$class'::regclass
                         AND e.objid = $oid AND e.deptype = 'e')
      """;

  private static final String OURS_OF_CLASS =
      OURS.replace("$class", "pg_class").replace("$oid", "c.oid");
  private static final String OURS_OF_PROC =
      OURS.replace("$class", "pg_proc").replace("$oid", "p.oid");

  private static final String SCHEMAS =
      """
      SELECT format('CREATE SCHEMA %I', n.nspname)
        FROM pg_namespace n WHERE n.nspname <> 'public' AND
      """
          + OURS.replace("$class", "pg_namespace").replace("$oid", "n.oid")
          + """
       UNION ALL SELECT 'DROP SCHEMA public'
        WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public')
       ORDER BY 1
      """;

  private static final String EXTENSIONS =
      """
      SELECT format('CREATE EXTENSION %I WITH SCHEMA %I VERSION %L', x.extname, n.nspname, x.extversion)
        FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
       WHERE x.extname <> 'plpgsql' ORDER BY x.oid
      """;

  /** A function that mentions a table's row comes after the tables. */
  private static final String FUNCTIONS =
      """
      SELECT pg_get_functiondef(p.oid)
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prokind <> 'a' AND $not EXISTS (
             SELECT FROM pg_depend d LEFT JOIN pg_type t
                 ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
              WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                AND (d.refclassid = 'pg_class'::regclass OR t.typrelid <> 0))
         AND
      """
          + OURS_OF_PROC
          + " ORDER BY p.oid";

  private static final String OPTIONS =
      """
      concat_ws(' ', 'START WITH', s.seqstart, 'INCREMENT BY', s.seqincrement, 'MINVALUE', s.seqmin,
                'MAXVALUE', s.seqmax, 'CACHE', s.seqcache,
                CASE WHEN s.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)
      """;

  private static final String SEQUENCES =
      """
      SELECT format('CREATE %sSEQUENCE %s AS %s ',
                    CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' END,
                    c.oid::regclass, format_type(s.seqtypid, NULL)) ||
      """
          + OPTIONS
          + """
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                         AND d.objid = c.oid AND d.deptype = 'i') AND
      """
          + OURS_OF_CLASS
          + " ORDER BY 1";

  private static final String TABLES =
      """
      SELECT format('CREATE %sTABLE %s (%s)%s%s',
             CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' END, c.oid::regclass,
             (SELECT string_agg(part, ', ' ORDER BY kind, place, part) FROM (
                SELECT 1 AS kind, a.attnum AS place, concat_ws(' ',
                       quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                       'COMPRESSION ' || CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END,
                       (SELECT format('COLLATE %I.%I', cn.nspname, co.collname)
                          FROM pg_collation co JOIN pg_namespace cn ON cn.oid = co.collnamespace
                          JOIN pg_type t ON t.oid = a.atttypid
                         WHERE co.oid = a.attcollation AND co.oid <> t.typcollation),
                       CASE WHEN a.attgenerated = 's'
                            THEN format('GENERATED ALWAYS AS (%s) STORED', pg_get_expr(f.adbin, f.adrelid))
                            WHEN a.attgenerated <> ''
                            THEN format('GENERATED ALWAYS AS (%s) VIRTUAL', pg_get_expr(f.adbin, f.adrelid))
                            WHEN f.adbin IS NOT NULL
                            THEN 'DEFAULT ' || pg_get_expr(f.adbin, f.adrelid) END,
                       CASE WHEN a.attidentity <> '' THEN format('GENERATED %s AS IDENTITY (SEQUENCE NAME %s %s)',
                            CASE a.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END,
                            d.objid::regclass, $options) END,
                       CASE WHEN a.attnotnull AND $unnamed THEN 'NOT NULL' END) AS part
                  FROM pg_attribute a
                  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
                  LEFT JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                       AND d.refobjsubid = a.attnum AND d.deptype = 'i'
                       AND d.classid = 'pg_class'::regclass AND a.attidentity <> ''
                  LEFT JOIN pg_sequence s ON s.seqrelid = d.objid
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                UNION ALL
                SELECT 2, 0, format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid))
                  FROM pg_constraint k
                 WHERE k.conrelid = c.oid AND k.contype IN ('c', 'n') AND k.convalidated) parts),
             ' USING ' || quote_ident(nullif(m.amname, 'heap')),
             (SELECT format(' WITH (%s)', string_agg(o, ', ')) FROM (
                SELECT format('%I = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)) AS o
                  FROM unnest(c.reloptions) o
                UNION ALL
                SELECT format('toast.%I = %L', split_part(o, '=', 1), substr(o, strpos(o, '=') + 1))
                  FROM pg_class toast, unnest(toast.reloptions) o WHERE toast.oid = c.reltoastrelid) x
              HAVING count(*) > 0))
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am m ON m.oid = c.relam
       WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND
      """
          + OURS_OF_CLASS
          + " ORDER BY c.oid";

  private static final String COLUMNS =
      """
      SELECT unnest(array_remove(ARRAY[
             CASE WHEN a.attstorage <> t.typstorage THEN format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s',
                  c.oid::regclass, a.attname, CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL'
                  WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END) END,
             CASE WHEN a.attstattarget >= 0 THEN format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s',
                  c.oid::regclass, a.attname, a.attstattarget) END,
             CASE WHEN a.attoptions IS NOT NULL THEN format('ALTER TABLE %s ALTER COLUMN %I SET (%s)',
                  c.oid::regclass, a.attname, array_to_string(a.attoptions, ', ')) END], NULL))
        FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
        JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND
      """
          + OURS_OF_CLASS
          + " ORDER BY 1";

  private static final String OWNED_SEQUENCES =
      """
      SELECT format('ALTER SEQUENCE %s OWNED BY %s.%I', c.oid::regclass, d.refobjid::regclass, a.attname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a'
             AND d.refclassid = 'pg_class'::regclass
        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE c.relkind = 'S' AND
      """
          + OURS_OF_CLASS
          + " ORDER BY 1";

  private static final String INDEXES =
      """
      SELECT pg_get_indexdef(x.indexrelid), c.oid::regclass, pg_relation_size(c.oid)
        FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_am m ON m.oid = c.relam
       WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid
                         AND k.contype IN ('p', 'u', 'x') AND (k.contype = 'x' OR m.amname <> 'btree'))
         AND
      """
          + OURS_OF_CLASS
          + " ORDER BY 3 DESC, 2";

  private static final String KEYS =
      """
      SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname,
             CASE WHEN k.contype = 'x' OR m.amname <> 'btree' THEN pg_get_constraintdef(k.oid)
                  ELSE format('%s USING INDEX %I', CASE k.contype WHEN 'p' THEN 'PRIMARY KEY' ELSE 'UNIQUE' END,
                              c.relname)
                       || CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END
                       || CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END END),
             k.conname, 0
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conindid JOIN pg_am m ON m.oid = c.relam
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE k.contype IN ('p', 'u', 'x') AND
      """
          + OURS_OF_CLASS
          + " ORDER BY 1";

  private static final String CONSTRAINTS =
      """
      SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::regclass, k.conname,
                    pg_get_constraintdef(k.oid)), k.conname, pg_relation_size(c.oid) / 4
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE (k.contype = 'f' OR (k.contype IN ('c', 'n') AND NOT k.convalidated))
         AND k.conparentid = 0 AND
      """
          + OURS_OF_CLASS
          + " ORDER BY 1";

  private static final String MARKS =
      """
      SELECT format('ALTER TABLE %s CLUSTER ON %I', x.indrelid::regclass, c.relname), c.relname, 0
        FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE x.indisclustered AND
      $ours
      UNION ALL
      SELECT format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', x.indrelid::regclass, c.relname),
             c.relname, 0
        FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE x.indisreplident AND
      $ours
      UNION ALL
      SELECT format('ALTER TABLE %s REPLICA IDENTITY %s', c.oid::regclass,
                    CASE c.relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END), c.relname, 0
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind = 'r' AND c.relreplident IN ('f', 'n') AND
      $ours
      UNION ALL
      SELECT format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', c.oid::regclass, a.attnum,
                    a.attstattarget), c.relname, 0
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relkind = 'i' AND a.attstattarget > 0 AND
      $ours
      UNION ALL
      SELECT pg_get_statisticsobjdef(c.oid), c.stxname, 0
        FROM pg_statistic_ext c JOIN pg_namespace n ON n.oid = c.stxnamespace
      ORDER BY 1
      """
          .replace("$ours", OURS_OF_CLASS);

  private static final String TRIGGERS =
      """
      SELECT pg_get_triggerdef(g.oid), g.tgname, 0
        FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND
      $ours
      UNION ALL
      SELECT format('ALTER TABLE %s %s TRIGGER %I', c.oid::regclass, CASE g.tgenabled WHEN 'D' THEN 'DISABLE'
                    WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, g.tgname), g.tgname, 0
        FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT g.tgisinternal AND g.tgenabled <> 'O' AND
      $ours
      ORDER BY 1 DESC
      """
          .replace("$ours", OURS_OF_CLASS);

  /** What stands before the rows, in the order in which it can be made. */
  static List<String> before(boolean namedNotNull) {
    return List.of(
        SCHEMAS,
        EXTENSIONS,
        FUNCTIONS.replace("$not", "NOT"),
        SEQUENCES,
        TABLES.replace("$options", OPTIONS).replace("$unnamed", namedNotNull ? "false" : "true"),
        COLUMNS,
        OWNED_SEQUENCES,
        FUNCTIONS.replace("$not", ""));
  }

  /** What comes over the rows, each row a statement, its object and that object's bytes. */
  static final List<String> AFTER =
      List.of(
          INDEXES,
          KEYS,
          CONSTRAINTS,
          MARKS,
          TRIGGERS,
          RightsSql.SCHEMA_OWNERS,
          RightsSql.SCHEMA_RIGHTS,
          RightsSql.OWNERS,
          RightsSql.RIGHTS,
          RightsSql.COMMENTS,
          RightsSql.DEFAULT_RIGHTS);

  private BlueprintSql() {}
}
