package org.synapsepg.provision;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.check.DatabaseLocale;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.internal.Sessions;
import org.synapsepg.diagnose.PgErrors;

/**
 * What a server has of the role and database that are wanted, and what the administrator may do.
 */
record ServerState(
    PgVersion version,
    Admin admin,
    @Nullable Role role,
    @Nullable Database database,
    @Nullable Inside inside,
    @Nullable String notLookedInto) {
  /**
   * The administrator's role and session; {@code member} and {@code adminOf} are about the wanted
   * owner.
   */
  record Admin(
      String name,
      boolean standby,
      boolean superuser,
      boolean createRole,
      boolean createDatabase,
      boolean member,
      boolean adminOf,
      int scramIterations) {}

  /** The wanted owner, as it exists. */
  record Role(
      boolean login,
      boolean superuser,
      boolean powerful,
      boolean expires,
      @Nullable String stored) {}

  /** The wanted database, as it exists. */
  record Database(
      DatabaseLocale locale,
      String owner,
      int connectionLimit,
      boolean open,
      boolean template,
      boolean publicConnect,
      boolean ownedByAdmin) {}

  /** What is in the wanted database. */
  record Inside(
      List<String> foreignTables, boolean synapse, List<String> otherOwners, boolean mayCreate) {}

  static ServerState read(ConnectionSource source, String database, String owner)
      throws SQLException {
    ServerState outside =
        Sessions.snapshot(
            source,
            connection -> {
              PgVersion version = version(connection);
              Role role = role(connection, owner);
              Admin admin = admin(connection, version, role == null ? null : owner);
              if (role != null && admin.superuser()) {
                role = withStored(connection, owner, role);
              }
              return new ServerState(version, admin, role, null, null, null);
            });
    DatabaseLocale locale =
        DatabaseInspector.on(source).checkLocale().cluster().stream()
            .filter(d -> d.database().equals(database))
            .findFirst()
            .orElse(null);
    if (locale == null) {
      return outside;
    }
    Database found = Sessions.snapshot(source, c -> database(c, locale));
    Inside inside = null;
    String reason = null;
    if (found.open()) {
      try {
        String asker = outside.role() == null ? outside.admin().name() : owner;
        inside = Sessions.snapshot(source.forDatabase(database), c -> inside(c, owner, asker));
      } catch (UnsupportedOperationException e) {
        reason = "the administrator's source of connections knows one database only";
      } catch (SQLException e) {
        reason = PgErrors.explain(e).explanation().cause();
      }
    }
    return new ServerState(
        outside.version(), outside.admin(), outside.role(), found, inside, reason);
  }

  private static PgVersion version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT current_setting('server_version_num')::int")) {
      rows.next();
      return PgVersion.ofServerVersionNum(rows.getInt(1));
    }
  }

  private static Admin admin(Connection connection, PgVersion version, @Nullable String owner)
      throws SQLException {
    String membership = version.isAtLeast(16) ? "SET" : "MEMBER";
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT rolname, pg_is_in_recovery(), rolsuper, rolcreaterole, rolcreatedb,"
                + " coalesce(pg_has_role(current_user, ?::name, '"
                + membership
                + "'), false),"
                + " coalesce(pg_has_role(current_user, ?::name, 'MEMBER WITH ADMIN OPTION'), false),"
                + " coalesce(current_setting('scram_iterations', true)::int, 4096)"
                + " FROM pg_roles WHERE rolname = current_user")) {
      statement.setString(1, owner);
      statement.setString(2, owner);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return new Admin(
            rows.getString(1),
            rows.getBoolean(2),
            rows.getBoolean(3),
            rows.getBoolean(4),
            rows.getBoolean(5),
            rows.getBoolean(6),
            rows.getBoolean(7),
            rows.getInt(8));
      }
    }
  }

  private static @Nullable Role role(Connection connection, String owner) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT rolcanlogin, rolsuper,"
                + " rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls,"
                + " rolvaliduntil < 'infinity' FROM pg_roles WHERE rolname = ?")) {
      statement.setString(1, owner);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? new Role(
                rows.getBoolean(1),
                rows.getBoolean(2),
                rows.getBoolean(3),
                rows.getBoolean(4),
                null)
            : null;
      }
    }
  }

  private static Role withStored(Connection connection, String owner, Role role)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT rolpassword FROM pg_authid WHERE rolname = ?")) {
      statement.setString(1, owner);
      try (ResultSet rows = statement.executeQuery()) {
        String stored = rows.next() ? rows.getString(1) : null;
        return new Role(role.login(), role.superuser(), role.powerful(), role.expires(), stored);
      }
    }
  }

  private static Database database(Connection connection, DatabaseLocale locale)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pg_get_userbyid(datdba), datconnlimit, datallowconn, datistemplate,"
                + " has_database_privilege('public', oid, 'CONNECT'),"
                + " pg_has_role(current_user, datdba, 'USAGE')"
                + " FROM pg_database WHERE datname = ?")) {
      statement.setString(1, locale.database());
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new SQLException("database \"" + locale.database() + "\" does not exist", "3D000");
        }
        return new Database(
            locale,
            rows.getString(1),
            rows.getInt(2),
            rows.getBoolean(3),
            rows.getBoolean(4),
            rows.getBoolean(5),
            rows.getBoolean(6));
      }
    }
  }

  /** Synapse's own tables tell its database; PostGIS and the like belong to an extension. */
  private static Inside inside(Connection connection, String owner, String asker)
      throws SQLException {
    List<String> names = new ArrayList<>();
    List<String> otherOwners = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                SELECT n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f')
                   AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                   AND NOT EXISTS (SELECT 1 FROM pg_depend d
                                    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                      AND d.deptype = 'e')
                 ORDER BY 1
                """)) {
      while (rows.next()) {
        names.add(rows.getString(1));
        if (!rows.getString(2).equals(owner) && !otherOwners.contains(rows.getString(2))) {
          otherOwners.add(rows.getString(2));
        }
      }
    }
    boolean synapse =
        names.stream().anyMatch(n -> n.endsWith(".schema_version"))
            && names.stream().anyMatch(n -> n.endsWith(".applied_schema_deltas"));
    boolean mayCreate;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT coalesce((SELECT has_schema_privilege(?, oid, 'CREATE') FROM pg_namespace"
                + " WHERE nspname = 'public'), false)")) {
      statement.setString(1, asker);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        mayCreate = rows.getBoolean(1);
      }
    }
    return new Inside(synapse ? List.of() : names, synapse, otherOwners, mayCreate);
  }
}
