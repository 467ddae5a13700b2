package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresServer;

/**
 * The configuration files of a running server, which a test may write; the server is asked what it
 * makes of them. They are as they were when it is closed.
 */
final class ConfServer implements AutoCloseable {
  private static final String VIEW =
      "SELECT sourcefile, sourceline, seqno, name, setting, applied, error"
          + " FROM pg_file_settings ORDER BY seqno";

  private final PostgresServer server;
  private final Connection session;
  private final Path folder;
  private final byte[] original;
  private final byte[] originalAuto;
  private final Set<Path> written = new HashSet<>();
  private final ServerState state;
  private final Set<String> setAtFirst;

  ConfServer(PostgresServer server) throws SQLException, IOException {
    this.server = server;
    session = server.superuser("postgres").open();
    folder = Path.of(one("SHOW data_directory"));
    original = Files.readAllBytes(conf());
    originalAuto = Files.readAllBytes(folder.resolve("postgresql.auto.conf"));
    state = askState();
    setAtFirst = setByFiles();
  }

  int major() {
    return server.major();
  }

  PostgresServer server() {
    return server;
  }

  Path conf() {
    return folder.resolve("postgresql.conf");
  }

  Path folder() {
    return folder;
  }

  String originalText() {
    return new String(original, StandardCharsets.UTF_8);
  }

  ServerState state() {
    return state;
  }

  PgVersion version() {
    return PgVersion.of(major());
  }

  private ServerState askState() throws SQLException {
    ServerState asked = ServerState.unknown().locales("C", "POSIX", "C.UTF-8", "C.utf8");
    List<String> fromFile = new ArrayList<>();
    try (Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT name, setting, source, sourcefile FROM pg_settings")) {
      while (rows.next()) {
        String setting = rows.getString(2);
        asked = asked.running(rows.getString(1), setting == null ? "" : setting);
        if (rows.getString(3).equals("configuration file")) {
          fromFile.add(rows.getString(1));
        }
      }
    }
    return asked.setByFile(fromFile);
  }

  String one(String sql) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Settings whose words this build lacks some of, for want of a library. */
  Set<String> lackingWords() throws SQLException {
    Set<String> lacking = new HashSet<>();
    try (Statement statement = session.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name, enumvals FROM pg_settings WHERE vartype = 'enum'")) {
      while (rows.next()) {
        String name = rows.getString(1);
        List<String> offered = List.of((String[]) rows.getArray(2).getArray());
        boolean all =
            SettingCatalog.of(version())
                .find(name)
                .map(definition -> offered.containsAll(definition.enumValues()))
                .orElse(true);
        if (!all) {
          lacking.add(name);
        }
      }
    }
    return lacking;
  }

  /** Puts files into the data directory; the others of earlier calls vanish. */
  void write(Map<String, String> files) throws IOException {
    for (Path path : written) {
      Files.deleteIfExists(path);
    }
    written.clear();
    Files.write(folder.resolve("postgresql.auto.conf"), new byte[0]);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      boolean own = !file.getKey().startsWith("postgresql.");
      if (own) {
        Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
        written.add(path);
      }
      Files.writeString(path, file.getValue());
    }
  }

  /** What the server shows, one text for each row. */
  List<String> view() throws SQLException {
    List<String> shown = new ArrayList<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(VIEW)) {
      while (rows.next()) {
        shown.add(
            column(rows, 1)
                + "|"
                + rows.getInt(2)
                + "|"
                + rows.getInt(3)
                + "|"
                + column(rows, 4)
                + "|"
                + column(rows, 5)
                + "|"
                + rows.getBoolean(6)
                + "|"
                + column(rows, 7));
      }
    }
    return shown;
  }

  private static @Nullable String column(ResultSet rows, int index) throws SQLException {
    return rows.getString(index);
  }

  /** What we say that it shows. */
  List<String> expected() {
    return PgConfFile.read(conf(), version(), folder).serverView(state).stream()
        .map(FileSettingRow::toString)
        .toList();
  }

  /** Puts the files back and waits until sessions that begin from now on are as they were. */
  void restoreAndReload() throws SQLException, IOException, InterruptedException {
    restore();
    one("SELECT pg_reload_conf()");
    for (int i = 0; i < 2_000 && !setByFiles().equals(setAtFirst); i++) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(setByFiles()).isEqualTo(setAtFirst);
  }

  private Set<String> setByFiles() throws SQLException {
    Set<String> set = new HashSet<>();
    try (Connection fresh = server.superuser("postgres").open();
        Statement statement = fresh.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name || '=' || setting FROM pg_settings WHERE source = 'configuration"
                    + " file'")) {
      while (rows.next()) {
        set.add(rows.getString(1));
      }
    }
    return set;
  }

  private void restore() throws IOException {
    write(Map.of());
    Files.write(conf(), original);
    Files.write(folder.resolve("postgresql.auto.conf"), originalAuto);
  }

  @Override
  public void close() throws SQLException, IOException {
    restore();
    session.close();
  }
}
