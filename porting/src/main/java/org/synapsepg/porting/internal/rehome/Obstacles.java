package org.synapsepg.porting.internal.rehome;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.RehomeCode;
import org.synapsepg.porting.internal.plan.Identifiers;

/** What keeps a database from being moved, all of it at once. Reads only. */
final class Obstacles {
  /** Objects of kinds that are not carried; Synapse makes none of them. */
  private static final String NOT_CARRIED =
      """
      WITH things(class, id, why) AS (
        SELECT 'pg_class'::regclass::oid, c.oid,
               CASE WHEN c.relkind IN ('r', 'i', 'S') THEN CASE WHEN c.relispartition THEN 'a partition'
                    WHEN c.relrowsecurity THEN 'it has row security' WHEN c.reloftype <> 0 THEN 'of a type'
                    WHEN EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid) THEN 'it inherits'
                    WHEN c.reltablespace <> 0 THEN 'in a tablespace of its own'
                    ELSE 'the index is invalid; REINDEX or drop it' END END
          FROM pg_class c LEFT JOIN pg_index x ON x.indexrelid = c.oid
         WHERE c.relkind NOT IN ('t', 'I') AND c.relpersistence <> 't' AND c.relnamespace <> 99
           AND (c.relkind NOT IN ('r', 'i', 'S') OR c.relispartition OR c.relrowsecurity OR c.reloftype <> 0
                OR c.reltablespace <> 0 OR x.indisvalid = false
                OR EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid))
        UNION ALL SELECT 'pg_rewrite'::regclass, oid, NULL FROM pg_rewrite WHERE rulename <> '_RETURN'
        UNION ALL SELECT 'pg_policy'::regclass, oid, NULL FROM pg_policy
        UNION ALL SELECT 'pg_type'::regclass, oid, NULL FROM pg_type
                   WHERE typtype IN ('d', 'e', 'r') OR (typtype = 'b' AND typcategory <> 'A')
        UNION ALL SELECT 'pg_proc'::regclass, oid, NULL FROM pg_proc WHERE prokind = 'a'
        UNION ALL SELECT 'pg_operator'::regclass, oid, NULL FROM pg_operator
        UNION ALL SELECT 'pg_opclass'::regclass, oid, NULL FROM pg_opclass
        UNION ALL SELECT 'pg_conversion'::regclass, oid, NULL FROM pg_conversion
        UNION ALL SELECT 'pg_cast'::regclass, oid, NULL FROM pg_cast
        UNION ALL SELECT 'pg_collation'::regclass, oid, NULL FROM pg_collation
        UNION ALL SELECT 'pg_ts_config'::regclass, oid, NULL FROM pg_ts_config
        UNION ALL SELECT 'pg_ts_dict'::regclass, oid, NULL FROM pg_ts_dict
        UNION ALL SELECT 'pg_ts_parser'::regclass, oid, NULL FROM pg_ts_parser
        UNION ALL SELECT 'pg_language'::regclass, oid, NULL FROM pg_language
        UNION ALL SELECT 'pg_am'::regclass, oid, NULL FROM pg_am
        UNION ALL SELECT 'pg_transform'::regclass, oid, NULL FROM pg_transform
        UNION ALL SELECT 'pg_event_trigger'::regclass, oid, NULL FROM pg_event_trigger
        UNION ALL SELECT 'pg_publication'::regclass, oid, NULL FROM pg_publication
        UNION ALL SELECT 'pg_foreign_server'::regclass, oid, NULL FROM pg_foreign_server
        UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, NULL FROM pg_foreign_data_wrapper)
      SELECT concat(i.type, ' ', i.identity, ' (' || t.why || ')')
        FROM things t CROSS JOIN LATERAL pg_identify_object(t.class, t.id, 0) i
       WHERE t.id >= 16384 AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = t.class
                                           AND e.objid = t.id AND e.deptype = 'e')
      UNION ALL
      SELECT count(*) || ' large objects' FROM pg_largeobject_metadata HAVING count(*) > 0
      UNION ALL
      SELECT 'subscription ' || subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
       WHERE d.datname = current_database()
      ORDER BY 1
      """;

  /** The roles that own something and whose rights this role does not have. */
  private static final String STRANGERS =
      """
      SELECT DISTINCT r.rolname FROM (
        SELECT datdba AS owner FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT c.relowner FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE c.relkind IN ('r', 'S') AND n.nspname !~ '^(pg_|information_schema$)'
        UNION ALL SELECT proowner FROM pg_proc p WHERE oid >= 16384
             AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass
                             AND e.objid = p.oid AND e.deptype = 'e')
        UNION ALL SELECT nspowner FROM pg_namespace WHERE oid >= 16384 AND nspname !~ '^pg_'
        UNION ALL SELECT stxowner FROM pg_statistic_ext
        UNION ALL SELECT defaclrole FROM pg_default_acl) o
        JOIN pg_roles r ON r.oid = o.owner
       WHERE NOT pg_has_role(r.oid, 'USAGE')
       ORDER BY 1
      """;

  private static final String EXTENSIONS =
      """
      SELECT x.extname FROM pg_extension x
       WHERE x.extname <> 'plpgsql'
         AND NOT EXISTS (SELECT FROM pg_available_extension_versions v WHERE v.name = x.extname
                         AND v.version = x.extversion AND (v.trusted OR NOT v.superuser
                             OR current_setting('is_superuser') = 'on'))
       ORDER BY 1
      """;

  /** Roles with settings of their own for this database, which this role may not set. */
  private static final String OTHERS_SETTINGS =
      """
      SELECT r.rolname FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        JOIN pg_roles r ON r.oid = s.setrole
       WHERE d.datname = current_database() AND r.rolname <> current_user
         AND current_setting('is_superuser') <> 'on'
       ORDER BY 1
      """;

  private final Session session;
  private final Names names;
  private final boolean takeOver;
  private final List<Finding> findings = new ArrayList<>();

  private Obstacles(Session session, Names names, boolean takeOver) {
    this.session = session;
    this.names = names;
    this.takeOver = takeOver;
  }

  /**
   * Everything that is in the way.
   *
   * @param session a session on the database that is to be moved
   * @param names the names
   * @param takeOver whether a database with the new one's name may be dropped, if there is one
   */
  static List<Finding> of(Session session, Names names, boolean takeOver) throws SQLException {
    Obstacles obstacles = new Obstacles(session, names, takeOver);
    obstacles.encoding();
    obstacles.rights();
    obstacles.kinds();
    obstacles.room();
    return obstacles.findings;
  }

  private void add(RehomeCode code, String message, String hint) {
    findings.add(Finding.of(code, message).withHint(hint));
  }

  private void encoding() throws SQLException {
    String encoding = session.list("SHOW server_encoding").get(0);
    if (!encoding.equals("UTF8")) {
      add(
          RehomeCode.ENCODING,
          "the encoding of database '" + names.database() + "' is " + encoding + ", not UTF8",
          "dump it and restore it, which converts every text: LocaleRepairPlan's first way");
    }
  }

  private void rights() throws SQLException {
    String role = session.list("SELECT current_user").get(0);
    if (!session.is("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")) {
      add(
          RehomeCode.RIGHT_MISSING,
          "role '" + role + "' has no CREATEDB, which making and renaming a database needs",
          "as an administrator: ALTER ROLE "
              + Identifiers.quote(role)
              + " CREATEDB; take it back after");
    }
    for (String owner : session.list(STRANGERS)) {
      add(
          RehomeCode.RIGHT_MISSING,
          "things in database '"
              + names.database()
              + "' belong to role '"
              + owner
              + "', whose rights role '"
              + role
              + "' does not have",
          "as an administrator: GRANT "
              + Identifiers.quote(owner)
              + " TO "
              + Identifiers.quote(role)
              + "; or run as a superuser");
    }
    for (String other : session.list(OTHERS_SETTINGS)) {
      add(
          RehomeCode.RIGHT_MISSING,
          "role '" + other + "' has settings of its own for this database",
          "run as a superuser, or ALTER ROLE "
              + Identifiers.quote(other)
              + " IN DATABASE … RESET ALL, and set them again afterwards");
    }
    for (String extension : session.list(EXTENSIONS)) {
      add(
          RehomeCode.RIGHT_MISSING,
          "role '" + role + "' cannot make the extension '" + extension + "' again",
          "run as a superuser, or drop the extension if nothing uses it; Synapse uses none");
    }
  }

  private void kinds() throws SQLException {
    for (String thing : session.list(NOT_CARRIED)) {
      add(
          RehomeCode.NOT_CARRIED,
          thing + " is of a kind that is not carried over; Synapse makes none of it",
          "drop it and make it again afterwards, or dump and restore: LocaleRepairPlan's first"
              + " way");
    }
  }

  private void room() throws SQLException {
    for (String name : List.of(names.next(), names.kept())) {
      boolean ours = takeOver && name.equals(names.next());
      if (!ours && session.is("SELECT true FROM pg_database WHERE datname = ?", name)) {
        add(
            RehomeCode.NAME_TAKEN,
            "a database '" + name + "' exists, and that name is needed",
            "rename it, or drop it if it is not needed any more");
      }
    }
  }
}
