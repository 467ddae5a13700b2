package org.synapsepg.pgconf;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.Severity;
import org.synapsepg.core.SourceLocation;

/**
 * The settings of a running server, asked through one short connection for each call (PostgreSQL
 * documentation, views {@code pg_settings} and {@code pg_file_settings}). It needs no superuser;
 * where the role may not see something, a finding says so. Safe for use by several threads.
 *
 * <p>Example: {@code LiveSettings.on(admin).compare(conf).forEach(f -> out.println(f.render()))}.
 */
public final class LiveSettings {
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  private final ConnectionSource server;

  private LiveSettings(ConnectionSource server) {
    this.server = server;
  }

  /**
   * The settings of a server.
   *
   * @param server where to connect
   * @return its settings, asked for when needed
   */
  public static LiveSettings on(ConnectionSource server) {
    return new LiveSettings(server);
  }

  /**
   * The version of the server.
   *
   * @return the version
   * @throws PgConfServerException if the server cannot be asked
   */
  public PgVersion version() {
    try (Connection connection = server.open()) {
      return PgVersion.ofServerVersionNum(
          Integer.parseInt(rows(connection, "SHOW server_version_num").get(0).get(0)));
    } catch (SQLException e) {
      throw PgConfServerException.of(e);
    }
  }

  /**
   * What the server runs with, for {@link PgConfFile#serverView(ServerState)} and {@link
   * PgConfFile#effectOf(PgConfFile, ServerState)}: its values, what its command line overrides, and
   * what is set for the role and the database of this connection.
   *
   * @return the state
   * @throws PgConfServerException if the server cannot be asked
   */
  public ServerState state() {
    try (Connection connection = server.open()) {
      ServerState state = ServerState.unknown();
      List<String> fromFile = new ArrayList<>();
      for (List<String> row :
          rows(connection, "SELECT name, setting, source, reset_val FROM pg_settings")) {
        state = state.running(row.get(0), row.get(1));
        if (row.get(2).equals("command line")) {
          state = state.commandLine(row.get(0), row.get(3));
        } else if (row.get(2).equals("configuration file")) {
          fromFile.add(row.get(0));
        }
      }
      for (Map.Entry<String, String> own : ofRolesAndDatabases(connection).entrySet()) {
        state = state.setForSessions(own.getKey(), own.getValue());
      }
      return state.setByFile(fromFile);
    } catch (SQLException e) {
      throw PgConfServerException.of(e);
    }
  }

  /** What ALTER ROLE and ALTER DATABASE set: setting to the words that tell for whom. */
  private static Map<String, String> ofRolesAndDatabases(Connection connection)
      throws SQLException {
    Map<String, String> own = new LinkedHashMap<>();
    String sql =
        "SELECT coalesce(rolname, ''), coalesce(datname, ''), unnest(setconfig)"
            + " FROM pg_db_role_setting LEFT JOIN pg_roles r ON r.oid = setrole"
            + " LEFT JOIN pg_database d ON d.oid = setdatabase"
            + " WHERE (setrole = 0 OR rolname = current_user)"
            + " AND (setdatabase = 0 OR datname = current_database())";
    for (List<String> row : rows(connection, sql)) {
      int equals = row.get(2).indexOf('=');
      String whom =
          (row.get(0).isEmpty() ? "" : "role " + row.get(0))
              + (row.get(0).isEmpty() || row.get(1).isEmpty() ? "" : " in ")
              + (row.get(1).isEmpty() ? "" : "database " + row.get(1));
      own.put(
          row.get(2).substring(0, equals),
          row.get(2).substring(equals + 1) + "' for " + (whom.isEmpty() ? "all roles" : whom));
    }
    return own;
  }

  /**
   * The settings that were changed in the files and wait for a restart.
   *
   * @return their names, sorted
   * @throws PgConfServerException if the server cannot be asked
   */
  public List<String> pendingRestart() {
    try (Connection connection = server.open()) {
      return rows(connection, "SELECT name FROM pg_settings WHERE pending_restart ORDER BY 1")
          .stream()
          .map(r -> r.get(0))
          .toList();
    } catch (SQLException e) {
      throw PgConfServerException.of(e);
    }
  }

  /**
   * Compares the server with files: what the files say and the server does not run with, and why;
   * what waits for a restart; and where the server's own view of the files differs from ours.
   *
   * @param conf the files of this server
   * @return findings; empty if the server runs with what the files say
   * @throws PgConfServerException if the server cannot be asked
   */
  public Findings compare(PgConfFile conf) {
    ServerState state = state();
    List<Finding> findings = new ArrayList<>();
    Map<String, String> values = conf.start(state).values();
    try (Connection connection = server.open()) {
      for (List<String> row :
          rows(connection, "SELECT name, reset_val, source, pending_restart FROM pg_settings")) {
        String wanted = values.get(row.get(0));
        if (wanted != null && !sameValue(conf, row.get(0), wanted, row.get(1))) {
          findings.add(notInForce(conf, row, wanted, state));
        }
      }
      findings.addAll(viewDiffers(connection, conf, state));
    } catch (SQLException e) {
      throw PgConfServerException.of(e);
    }
    return Findings.of(findings);
  }

  private static boolean sameValue(PgConfFile conf, String name, String wanted, String running) {
    if (wanted.equals(running)) {
      return true;
    }
    SettingDefinition definition = conf.files().catalog().require(name);
    boolean derived = wanted.equals("-1");
    return derived
        || (definition.read(running) instanceof ValueReading.Accepted a
            && a.setting().equals(wanted))
        || definition.name().equals("default_text_search_config");
  }

  private static Finding notInForce(
      PgConfFile conf, List<String> row, String wanted, ServerState state) {
    String name = row.get(0);
    String why;
    if (row.get(3).equals("t")) {
      why = "restart the server; it has read the value and waits";
    } else if (state.commandLine().containsKey(SettingDefinition.lower(name))) {
      why = "its command line sets it; no file changes that";
    } else if (state.forSessions(name).isPresent()) {
      why = "ALTER ROLE or ALTER DATABASE sets it to '" + state.forSessions(name).get();
    } else {
      SettingContext context = conf.files().catalog().require(name).context();
      why =
          context == SettingContext.POSTMASTER
              ? "restart the server; a reload does not do it"
              : "let the server read its files: SELECT pg_reload_conf()";
    }
    Finding finding =
        Finding.of(
                PgConfCode.NOT_IN_FORCE,
                "the files set "
                    + name
                    + " to '"
                    + wanted
                    + "', the server has '"
                    + row.get(1)
                    + "' (source: "
                    + row.get(2)
                    + ")")
            .withHint(why);
    return conf.effective(name).map(l -> finding.at(conf.locationOf(l))).orElse(finding);
  }

  /** The server's rows against ours, as far as the role may see them. */
  private static List<Finding> viewDiffers(
      Connection connection, PgConfFile conf, ServerState state) throws SQLException {
    List<String> theirs = new ArrayList<>();
    try {
      String sql =
          "SELECT sourcefile, coalesce(sourceline, 0), name, setting, error FROM pg_file_settings"
              + " ORDER BY seqno";
      rows(connection, sql).forEach(r -> theirs.add(String.join("|", r)));
    } catch (SQLException e) {
      if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        return List.of(
            Finding.of(
                    PgConfCode.SERVER_ACCESS,
                    "this role may not read pg_file_settings, so the server's own view of its"
                        + " files was not compared")
                .withHint(
                    "GRANT EXECUTE ON FUNCTION pg_show_all_file_settings(), and SELECT on the view")
                .withSeverity(Severity.INFO));
      }
      throw e;
    }
    List<Finding> findings = new ArrayList<>();
    List<FileSettingRow> ours = conf.serverView(state);
    for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
      String our = i < ours.size() ? shown(ours.get(i)) : "(nothing)";
      String their = i < theirs.size() ? theirs.get(i) : "(nothing)";
      if (!our.equals(their)) {
        findings.add(
            Finding.of(
                    PgConfCode.NOT_IN_FORCE,
                    "the server shows '" + their + "' of its files where '" + our + "' was read")
                .withHint("the server may read other files than these, or the files changed")
                .at(SourceLocation.wholeOf(conf.files().top())));
      }
    }
    return findings;
  }

  private static String shown(FileSettingRow row) {
    return String.join(
        "|",
        row.sourceFile().orElse(""),
        String.valueOf(row.sourceLine()),
        row.name().orElse(""),
        row.setting().orElse(""),
        row.error().orElse(""));
  }

  private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
    List<List<String>> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          String value = rows.getString(i);
          row.add(value == null ? "" : value);
        }
        all.add(row);
      }
    }
    return all;
  }

  /**
   * Runs statements, each in its own transaction: those of {@link AlterSystem} or {@link
   * PortProfile}. Needs a superuser, or since 15 the privilege {@code ALTER SYSTEM} on each
   * setting.
   *
   * @param statements what to run, in order
   * @throws PgConfServerException if one fails; those before it are in force
   */
  public void apply(List<String> statements) {
    try (Connection connection = server.open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(true);
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw PgConfServerException.of(e);
    }
  }
}
