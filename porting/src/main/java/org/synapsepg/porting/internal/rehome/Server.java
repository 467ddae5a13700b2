package org.synapsepg.porting.internal.rehome;

import static org.synapsepg.porting.internal.plan.Identifiers.literal;
import static org.synapsepg.porting.internal.plan.Identifiers.quote;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.ConnectionSource;

/** What is done to whole databases, from a third one. One thread at a time. */
final class Server implements AutoCloseable {
  private static final String SETTINGS =
      """
      SELECT CASE WHEN s.setrole = 0 THEN format('ALTER DATABASE %I', $name)
                  ELSE format('ALTER ROLE %I IN DATABASE %I', r.rolname, $name) END
             || format(' SET %I = ', split_part(o, '=', 1))
             || CASE WHEN split_part(o, '=', 1) IN ('search_path', 'DateStyle', 'temp_tablespaces')
                     THEN substr(o, strpos(o, '=') + 1)
                     ELSE quote_literal(substr(o, strpos(o, '=') + 1)) END
        FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
        LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) o
       WHERE d.datname = ?
       ORDER BY 1
      """;

  private static final String RIGHTS =
      """
      SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', $name) FROM pg_database
       WHERE datname = ? AND datacl IS NOT NULL
      UNION ALL
      SELECT format('GRANT %s ON DATABASE %I TO %s%s', g.privilege_type, $name,
                    coalesce(quote_ident(r.rolname), 'PUBLIC'),
                    CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' END)
        FROM pg_database d CROSS JOIN LATERAL aclexplode(d.datacl) g LEFT JOIN pg_roles r ON r.oid = g.grantee
       WHERE d.datname = ?
       ORDER BY 1 DESC
      """;

  private final Session session;
  private final Names names;

  Server(Session session, Names names) {
    this.session = session;
    this.names = names;
  }

  /** Whether a run ended after the old database was closed and before the names were exchanged. */
  boolean isInterrupted() throws SQLException {
    return session.is(
            "SELECT NOT datallowconn FROM pg_database WHERE datname = ?", names.database())
        && session.is(Names.IS_LEFTOVER, names.next());
  }

  /**
   * Whether a database that has the new one's name may be dropped: it was left by an earlier run,
   * or it is this role's and nothing is in it, as after a crash between two statements.
   */
  boolean mayTakeOver(ConnectionSource next) throws SQLException {
    if (session.is(Names.IS_LEFTOVER, names.next())) {
      return true;
    }
    if (!session.is(
        "SELECT pg_has_role(datdba, 'USAGE') AND datallowconn FROM pg_database WHERE datname = ?",
        names.next())) {
      return false;
    }
    try (Session inside = Session.open(next)) {
      return inside.is("SELECT NOT EXISTS (SELECT FROM pg_class WHERE oid >= 16384)");
    }
  }

  void create() throws SQLException {
    session.execute("DROP DATABASE IF EXISTS " + quote(names.next()) + " WITH (FORCE)");
    List<String> old =
        session
            .rows(
                "SELECT pg_get_userbyid(d.datdba), nullif(t.spcname, 'pg_default'), d.datconnlimit,"
                    + " current_setting('server_version_num')::int >= 150000"
                    + " FROM pg_database d JOIN pg_tablespace t ON t.oid = d.dattablespace"
                    + " WHERE d.datname = ?",
                names.database())
            .get(0);
    session.execute(
        "CREATE DATABASE "
            + quote(names.next())
            + " OWNER "
            + quote(old.get(0))
            + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            + (old.get(3).equals("t") ? " LOCALE_PROVIDER libc" : "")
            + (old.get(1).isEmpty() ? "" : " TABLESPACE " + quote(old.get(1)))
            + " CONNECTION LIMIT "
            + old.get(2));
    session.execute("COMMENT ON DATABASE " + quote(names.next()) + " IS " + literal(Names.MARK));
  }

  /** Rights and settings; the comment stands for the mark until the end. */
  void dress() throws SQLException {
    List<String> statements = new ArrayList<>();
    String next = literal(names.next());
    statements.addAll(session.list(SETTINGS.replace("$name", next), names.database()));
    statements.addAll(
        session.list(RIGHTS.replace("$name", next), names.database(), names.database()));
    session.executeAll(statements);
  }

  /** From now on nobody gets into the old database, not even a superuser. */
  void shut() throws SQLException {
    session.execute("ALTER DATABASE " + quote(names.database()) + " ALLOW_CONNECTIONS false");
  }

  void reopen() throws SQLException {
    session.execute("ALTER DATABASE " + quote(names.database()) + " ALLOW_CONNECTIONS true");
  }

  /** One transaction: either both have their new names or neither. */
  void exchange() throws SQLException {
    List<String> comment =
        session.list(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = ?",
            names.database());
    session.execute("BEGIN");
    try {
      session.execute(rename(names.database(), names.kept()));
      session.execute(rename(names.next(), names.database()));
      session.execute("ALTER DATABASE " + quote(names.kept()) + " ALLOW_CONNECTIONS true");
      String text = comment.get(0);
      session.execute(
          "COMMENT ON DATABASE "
              + quote(names.database())
              + " IS "
              + (text.isEmpty() ? "NULL" : literal(text)));
      session.execute("COMMIT");
    } catch (SQLException e) {
      try {
        session.execute("ROLLBACK");
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  private static String rename(String from, String to) {
    return "ALTER DATABASE " + quote(from) + " RENAME TO " + quote(to);
  }

  /** Whether the server still answers. */
  boolean isAlive() throws SQLException {
    return session.connection().isValid(10);
  }

  /** Removes the unfinished copy. */
  void discard() throws SQLException {
    if (session.is(Names.IS_LEFTOVER, names.next())) {
      session.execute("DROP DATABASE " + quote(names.next()) + " WITH (FORCE)");
    }
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
