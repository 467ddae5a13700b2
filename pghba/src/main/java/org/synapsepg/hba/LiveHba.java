package org.synapsepg.hba;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.pghba.internal.values.Lists;

/**
 * A running server and its pg_hba.conf: where the file is, what the server would make of it now,
 * and whether a reload is due. Reading needs a superuser or a role with EXECUTE on {@code
 * pg_hba_file_rules()}, {@code pg_stat_file} and {@code pg_config()}; reloading needs EXECUTE on
 * {@code pg_reload_conf()}.
 *
 * <p>The view of the server is read from the file on its disk, not from what is in force; the
 * server does not tell the latter.
 */
public final class LiveHba {
  private final ConnectionSource source;

  /**
   * What a server says.
   *
   * @param hbaFile the path of its file, on its machine
   * @param server its version, build and settings, to read the file with
   * @param reloadDue whether the file was changed after the configuration was loaded, or in the
   *     same second, for servers tell the times of files in whole seconds
   * @param wouldLoad whether a reload would take the file as it is
   * @param rows how many rows the view shows
   * @param findings the view's errors, and that a reload is due
   */
  public record State(
      String hbaFile,
      HbaServer server,
      boolean reloadDue,
      boolean wouldLoad,
      int rows,
      Findings findings) {}

  private LiveHba(ConnectionSource source) {
    this.source = source;
  }

  /**
   * A running server.
   *
   * @param source connections to any of its databases
   * @return the server
   */
  public static LiveHba on(ConnectionSource source) {
    return new LiveHba(source);
  }

  /**
   * Asks the server about its file. Changes nothing.
   *
   * @return what it says
   * @throws SQLException if the server refuses, for example for want of a privilege
   */
  public State check() throws SQLException {
    try (Connection connection = source.open();
        Statement statement = connection.createStatement()) {
      String path = text(statement, "SHOW hba_file");
      HbaServer server = server(statement);
      boolean due =
          text(
                  statement,
                  "SELECT (pg_stat_file(current_setting('hba_file'))).modification"
                      + " >= date_trunc('second', pg_conf_load_time())")
              .equals("t");
      List<Finding> found = new ArrayList<>();
      int rows = 0;
      int refused = 0;
      try (ResultSet result =
          statement.executeQuery(
              "SELECT line_number, type, error FROM pg_hba_file_rules ORDER BY line_number")) {
        while (result.next()) {
          rows++;
          String error = result.getString("error");
          boolean complete = result.getString("type") != null;
          refused += complete ? 0 : 1;
          if (error != null || !complete) {
            String message = error == null ? "the server refuses the line" : error;
            Finding finding =
                Finding.of(
                    HbaCode.INVALID_LINE, message + " (line " + result.getInt("line_number") + ")");
            found.add(
                complete ? finding.withSeverity(org.synapsepg.core.Severity.WARNING) : finding);
          }
        }
      }
      boolean loads = refused == 0 && rows > 0;
      if (due) {
        found.add(
            Finding.of(HbaCode.ADVICE, "the file was changed after the server read it")
                .withHint(
                    loads
                        ? "SELECT pg_reload_conf() takes the change."
                        : "A reload would keep the old rules; correct the lines above first."));
      }
      return new State(path, server, due, loads, rows, Findings.of(found));
    }
  }

  /**
   * Reads the server's file as it stands on its disk, with what it includes. What another document
   * would change is {@code HbaComparison.between(live.read(), document)}.
   *
   * @return the document, named by its path on the server's machine
   * @throws SQLException if the server refuses; it wants a superuser or a member of {@code
   *     pg_read_server_files}
   */
  public HbaFile read() throws SQLException {
    State state = check();
    try {
      FilesOnServer files = new FilesOnServer(source);
      byte[] content = files.read(state.hbaFile());
      return HbaFile.parse(state.hbaFile(), content, state.server(), files);
    } catch (IOException e) {
      throw e.getCause() instanceof SQLException refused ? refused : new SQLException(e);
    }
  }

  /**
   * Compares a document with what the server shows of the file on its disk.
   *
   * @param file the document, read for the server's version
   * @return whether the server shows the same rows for its file
   * @throws SQLException if the server refuses
   */
  public boolean shows(HbaFile file) throws SQLException {
    List<String> theirs = new ArrayList<>();
    try (Connection connection = source.open();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT line_number, type, database, user_name, address, netmask, auth_method,"
                    + " options, error FROM pg_hba_file_rules")) {
      while (result.next()) {
        theirs.add(
            String.join(
                "|",
                result.getString(1),
                String.valueOf(result.getString(2)),
                list(result, 3),
                list(result, 4),
                String.valueOf(result.getString(5)),
                String.valueOf(result.getString(6)),
                String.valueOf(result.getString(7)),
                list(result, 8),
                String.valueOf(result.getString(9))));
      }
    }
    List<String> ours = new ArrayList<>();
    for (HbaRow row : file.serverView()) {
      ours.add(
          String.join(
              "|",
              String.valueOf(row.lineNumber()),
              String.valueOf(row.type()),
              String.valueOf(row.database()),
              String.valueOf(row.userName()),
              String.valueOf(row.address()),
              String.valueOf(row.netmask()),
              String.valueOf(row.authMethod()),
              String.valueOf(row.options()),
              String.valueOf(row.error())));
    }
    return ours.equals(theirs);
  }

  private static String list(ResultSet result, int column) throws SQLException {
    java.sql.Array array = result.getArray(column);
    return array == null ? "null" : List.of((Object[]) array.getArray()).toString();
  }

  /**
   * Tells the server to read its configuration files again. It does so a moment later; a file with
   * errors changes nothing.
   *
   * @throws SQLException if the server refuses
   */
  public void reload() throws SQLException {
    try (Connection connection = source.open();
        Statement statement = connection.createStatement()) {
      text(statement, "SELECT pg_reload_conf()");
    }
  }

  private static HbaServer server(Statement statement) throws SQLException {
    PgVersion version =
        PgVersion.ofServerVersionNum(Integer.parseInt(text(statement, "SHOW server_version_num")));
    String built = text(statement, "SELECT setting FROM pg_config() WHERE name = 'CONFIGURE'");
    Set<ServerFeature> features = EnumSet.noneOf(ServerFeature.class);
    add(features, ServerFeature.SSL, built, "--with-openssl", "--with-ssl", "-Dssl=openssl");
    add(features, ServerFeature.GSSAPI, built, "--with-gssapi", "-Dgssapi=enabled");
    add(features, ServerFeature.LDAP, built, "--with-ldap", "-Dldap=enabled");
    add(features, ServerFeature.PAM, built, "--with-pam", "-Dpam=enabled");
    HbaServer.Builder builder =
        HbaServer.builder(version)
            .features(features)
            .sslEnabled(text(statement, "SHOW ssl").equals("on"));
    if (version.isAtLeast(18)) {
      String libraries = text(statement, "SHOW oauth_validator_libraries");
      List<String> parts = Lists.names(libraries);
      builder.oauthValidators(parts == null ? List.of() : parts);
    }
    return builder.build();
  }

  private static void add(
      Set<ServerFeature> features, ServerFeature feature, String built, String... options) {
    for (String option : options) {
      if (built.contains(option)) {
        features.add(feature);
      }
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      return result.next() ? String.valueOf(result.getString(1)) : "";
    }
  }
}
