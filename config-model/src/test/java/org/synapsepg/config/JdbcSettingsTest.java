package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;
import org.synapsepg.config.hikari.HikariConfigs;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Secret;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class JdbcSettingsTest {
  /** A value for each keyword that asks for something, and what becomes of it. */
  private static final Map<String, String> VALUES = new HashMap<>();

  static {
    VALUES.put("port", "5433");
    VALUES.put("connect_timeout", "7");
    VALUES.put("client_encoding", "LATIN1");
    VALUES.put("keepalives", "0");
    VALUES.put("keepalives_idle", "10");
    VALUES.put("keepalives_interval", "10");
    VALUES.put("keepalives_count", "3");
    VALUES.put("tcp_user_timeout", "5000");
    VALUES.put("replication", "database");
    VALUES.put("sslsni", "0");
    VALUES.put("gssdelegation", "1");
    VALUES.put("require_auth", "scram-sha-256");
  }

  /** Keywords without any effect, whatever their value. */
  private static final List<String> IMPLIED = List.of("sslcompression", "authtype", "tty");

  @Test
  void everyKeywordHasAFate() {
    Properties none =
        JdbcSettings.from(DatabaseEngine.Postgres.builder().host("h").build()).properties();
    for (Keyword keyword : Keyword.all()) {
      String value =
          VALUES.getOrDefault(
              keyword.name(),
              keyword.words().isEmpty()
                  ? "value"
                  : keyword.words().get(keyword.words().size() - 1));
      PostgresBuilder builder = DatabaseEngine.Postgres.builder().host("h");
      JdbcSettings jdbc = JdbcSettings.from(builder.parameter(keyword.name(), value).build());
      boolean mapped =
          !jdbc.properties().equals(none) || !jdbc.url().equals("jdbc:postgresql://h:5432/");
      boolean reported = !jdbc.untranslated().isEmpty();
      if (IMPLIED.contains(keyword.name())) {
        assertThat(mapped || reported).as(keyword.name()).isFalse();
      } else {
        assertThat(mapped || reported).as(keyword.name()).isTrue();
      }
      assertThat(jdbc.untranslated().toList())
          .as(keyword.name())
          .allSatisfy(f -> assertThat(f.message()).contains(keyword.name()));
    }
  }

  @Test
  void pgjdbcReadsTheUrlAsItIsMeant() {
    for (String name :
        List.of("a/b", "a?b", "a&b", "a%b", "a#b", "a:b", "a b", "é€\uD83D\uDE00", "+", "%20")) {
      JdbcSettings jdbc =
          JdbcSettings.from(
              DatabaseEngine.Postgres.builder()
                  .host("h1,::1")
                  .port(5433)
                  .dbname(name)
                  .user(name)
                  .build());
      Properties read = Driver.parseURL(jdbc.url(), jdbc.properties());
      assertThat(read).isNotNull();
      assertThat(read.getProperty("PGDBNAME")).isEqualTo(name);
      assertThat(read.getProperty("user")).isEqualTo(name);
      assertThat(read.getProperty("PGHOST")).isEqualTo("h1,[::1]");
      assertThat(read.getProperty("PGPORT")).isEqualTo("5433,5433");
    }
  }

  @Test
  void meaningsThatDifferAreKept() {
    JdbcSettings jdbc =
        JdbcSettings.from(
            DatabaseEngine.Postgres.builder()
                .host("h")
                .sslmode("require")
                .parameter("sslrootcert", "/ca.crt")
                .build());
    assertThat(jdbc.properties()).containsEntry("sslmode", "verify-ca");
    assertThat(jdbc.untranslated().toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.TRANSLATED_DIFFERENTLY);
    JdbcSettings system =
        JdbcSettings.from(
            DatabaseEngine.Postgres.builder().host("h").parameter("sslrootcert", "system").build());
    assertThat(system.properties())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
  }

  @Test
  void hikariGetsTheSame() {
    DatabaseEngine.Postgres pg =
        DatabaseEngine.Postgres.builder()
            .host("h")
            .user("u")
            .password(Secret.of("p"))
            .pool(2, 7)
            .build();
    HikariConfig config = HikariConfigs.from(pg);
    assertThat(config.getJdbcUrl()).isEqualTo("jdbc:postgresql://h:5432/u");
    assertThat(config.getUsername()).isEqualTo("u");
    assertThat(config.getPassword()).isEqualTo("p");
    assertThat(config.getMinimumIdle()).isEqualTo(2);
    assertThat(config.getMaximumPoolSize()).isEqualTo(7);
    assertThat(config.getDataSourceProperties()).containsEntry("tcpKeepAlive", "true");
    assertThat(HikariConfigs.from(pg)).isNotSameAs(config);
  }

  @PostgresTest(majors = 17)
  void connectsWithKeepalivesAndAddress(TestDatabase database) throws SQLException {
    ConnectionSource source =
        JdbcSettings.from(
                DatabaseEngine.Postgres.builder()
                    .host("name.that.is.not.looked.up.invalid")
                    .parameter("hostaddr", "127.0.0.1")
                    .port(database.server().port())
                    .dbname(database.name())
                    .user(database.owner())
                    .password(database.password())
                    .keepalives(11, 12, 4)
                    .parameter("options", "-c search_path=public -c work_mem=123kB")
                    .parameter("application_name", "a name")
                    .build())
            .connectionSource();
    assertThat(query(source, "SHOW work_mem")).isEqualTo("123kB");
    assertThat(query(source, "SHOW application_name")).isEqualTo("a name");
    assertThat(query(source.forDatabase("postgres"), "SELECT current_database()"))
        .isEqualTo("postgres");
  }

  /** Debian's default: a Unix socket, and the operating system vouches for the user. */
  @Test
  void connectsThroughASocketAsAPeer() throws IOException, SQLException {
    Path folder = Files.createTempDirectory(Path.of(System.getProperty("java.io.tmpdir")), "s");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (PostgresServer server =
        PostgresServer.start(17, Map.of("unix_socket_directories", folder.toString()))) {
      server.execute("postgres", "CREATE ROLE peer_role LOGIN");
      ConnectionSource admin = server.superuser("postgres");
      Path hba = Path.of(query(admin, "SHOW hba_file"));
      Path ident = Path.of(query(admin, "SHOW ident_file"));
      Files.writeString(hba, "local all peer_role peer map=any\n" + Files.readString(hba));
      Files.writeString(ident, "any /^.*$ peer_role\n");
      server.execute("postgres", "SELECT pg_reload_conf()");
      DatabaseEngine.Postgres pg =
          DatabaseEngine.Postgres.builder()
              .user("peer_role")
              .dbname("postgres")
              .host(folder.toString())
              .port(server.port())
              .build();
      assertThat(query(JdbcSettings.from(pg).connectionSource(), "SELECT current_user"))
          .isEqualTo("peer_role");
      DatabaseEngine.Postgres noHost = pg.toBuilder().without("host").build();
      ConnectionSource source = JdbcSettings.from(noHost, folder).connectionSource();
      assertThat(query(source, "SELECT inet_server_addr() IS NULL")).isEqualTo("t");
    } finally {
      Files.deleteIfExists(folder);
    }
  }

  private static String query(ConnectionSource source, String sql) throws SQLException {
    try (Connection connection = source.open();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
