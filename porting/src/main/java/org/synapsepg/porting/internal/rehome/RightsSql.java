package org.synapsepg.porting.internal.rehome;

/**
 * The queries for owners, rights and comments, of the same form as those of {@link BlueprintSql}.
 *
 * <p>Original: PostgreSQL documentation, chapters "Privileges" and "System Catalogs".
 */
final class RightsSql {
  /** The schema public counts only where it is not as a new database has it. */
  private static final String THINGS =
      """
      WITH things AS (
        SELECT 1 AS rank, 'SCHEMA' AS kind, quote_ident(n.nspname) AS name, n.nspacl AS acl,
               n.nspowner AS owner, n.nspname = 'public' AND n.nspowner IN (10, 6171) AS usual,
               n.nspname = 'public' AND n.nspacl = (SELECT i.initprivs FROM pg_init_privs i
                  WHERE i.classoid = 'pg_namespace'::regclass AND i.objoid = n.oid) AS usual_rights,
               'pg_namespace'::regclass AS class, n.oid AS id, n.nspname AS schema, false AS owned
          FROM pg_namespace n
        UNION ALL
        SELECT 2, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass::text, c.relacl,
               c.relowner, false, false, 'pg_class'::regclass, c.oid, n.nspname,
               EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                       AND c.relkind = 'S' AND d.deptype IN ('a', 'i'))
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'S')
        UNION ALL
        SELECT 3, 'ROUTINE', p.oid::regprocedure::text, p.proacl, p.proowner, false, false,
               'pg_proc'::regclass, p.oid, n.nspname, false
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        UNION ALL
        SELECT 4, 'STATISTICS', format('%I.%I', n.nspname, x.stxname), NULL, x.stxowner, false, false,
               'pg_statistic_ext'::regclass, x.oid, n.nspname, false
          FROM pg_statistic_ext x JOIN pg_namespace n ON n.oid = x.stxnamespace),
      ours AS (
        SELECT t.* FROM things t
         WHERE t.schema !~ '^pg_' AND t.schema <> 'information_schema'
           AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = t.class AND e.objid = t.id
                           AND e.deptype = 'e'))
      """;

  /** An owner is named where it is not the role that runs this. */
  private static final String ALL_OWNERS =
      THINGS
          + """
      SELECT format('ALTER %s %s OWNER TO %I', kind, name, r.rolname), name, 0
        FROM ours JOIN pg_roles r ON r.oid = owner
       WHERE NOT usual AND NOT owned AND r.rolname <> current_user AND $which
       ORDER BY rank, 1
      """;

  private static final String ALL_RIGHTS =
      THINGS
          + """
      , steps AS (
        SELECT rank, name, 1 AS nth, format('REVOKE ALL ON %s %s FROM PUBLIC', kind, name) AS sql
          FROM ours WHERE acl IS NOT NULL AND usual_rights IS NOT TRUE
        UNION ALL
        SELECT rank, name, 2, format('REVOKE ALL ON %s %s FROM %I', kind, name, r.rolname)
          FROM ours JOIN pg_roles r ON r.oid = owner WHERE acl IS NOT NULL AND usual_rights IS NOT TRUE
        UNION ALL
        SELECT rank, name, 3, format('GRANT %s ON %s %s TO %s%s', g.privilege_type, kind, name,
               coalesce(quote_ident(r.rolname), 'PUBLIC'),
               CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
          FROM ours CROSS JOIN LATERAL aclexplode(acl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
         WHERE usual_rights IS NOT TRUE
        UNION ALL
        SELECT rank, name, 4, format('GRANT %s (%I) ON TABLE %s TO %s%s', g.privilege_type, a.attname, name,
               coalesce(quote_ident(r.rolname), 'PUBLIC'),
               CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
          FROM ours JOIN pg_attribute a ON class = 'pg_class'::regclass AND a.attrelid = id
         CROSS JOIN LATERAL aclexplode(a.attacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee)
      SELECT sql, name, 0 FROM steps WHERE $which ORDER BY rank, name, nth, sql
      """;

  /** Schemas first: an owner of what is in them needs rights on them. */
  static final String SCHEMA_OWNERS = ALL_OWNERS.replace("$which", "rank = 1");

  static final String SCHEMA_RIGHTS = ALL_RIGHTS.replace("$which", "rank = 1");
  static final String OWNERS = ALL_OWNERS.replace("$which", "rank > 1");
  static final String RIGHTS = ALL_RIGHTS.replace("$which", "rank > 1");

  static final String COMMENTS =
      """
      SELECT format('COMMENT ON %s %s IS %L',
                    CASE i.type WHEN 'table column' THEN 'COLUMN' WHEN 'table constraint' THEN 'CONSTRAINT'
                    WHEN 'statistics object' THEN 'STATISTICS' ELSE upper(i.type) END,
                    i.identity, d.description), i.identity, 0
        FROM pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, d.objsubid) i
       WHERE d.classoid IN ('pg_namespace'::regclass, 'pg_class'::regclass, 'pg_constraint'::regclass,
                            'pg_trigger'::regclass, 'pg_proc'::regclass, 'pg_statistic_ext'::regclass)
         AND (d.objoid >= 16384
              OR (i.type = 'schema' AND i.identity = 'public' AND d.description <> 'standard public schema'))
         AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classoid AND e.objid = d.objoid
                         AND e.deptype = 'e')
       ORDER BY 1
      """;

  /** Last, so that they do not touch what was just made. */
  static final String DEFAULT_RIGHTS =
      """
      WITH entries AS (
        SELECT d.*, format('ALTER DEFAULT PRIVILEGES FOR ROLE %I%s', r.rolname, ' IN SCHEMA ' || quote_ident(n.nspname))
                    AS head, r.rolname,
               CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS'
               WHEN 'T' THEN 'TYPES' WHEN 'L' THEN 'LARGE OBJECTS' ELSE 'SCHEMAS' END AS kind
          FROM pg_default_acl d JOIN pg_roles r ON r.oid = d.defaclrole
          LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace),
      steps AS (
        SELECT head, kind, 1 AS nth, format('%s REVOKE ALL ON %s FROM PUBLIC', head, kind) AS sql
          FROM entries WHERE defaclnamespace = 0
        UNION ALL
        SELECT head, kind, 2, format('%s REVOKE ALL ON %s FROM %I', head, kind, rolname)
          FROM entries WHERE defaclnamespace = 0
        UNION ALL
        SELECT head, kind, 3, format('%s GRANT %s ON %s TO %s%s', head, g.privilege_type, kind,
               coalesce(quote_ident(r.rolname), 'PUBLIC'),
               CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
          FROM entries CROSS JOIN LATERAL aclexplode(defaclacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee)
      SELECT sql, kind, 0 FROM steps ORDER BY head, kind, nth, sql
      """;

  private RightsSql() {}
}
