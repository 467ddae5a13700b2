package org.synapsepg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.Secret;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** The samples do what their pages say. */
class PageSamplesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PageSamples samples =
      new PageSamples(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @TempDir Path folder = Path.of("");

  @PostgresTest(majors = 18)
  void askADatabase(TestDatabase database) {
    database.execute(
        "CREATE TABLE events (stream_ordering bigint)",
        "INSERT INTO events VALUES (37)",
        "CREATE SEQUENCE events_stream_seq");
    samples.sequences(database.source());
    assertThat(said()).contains("setval('public.events_stream_seq', 37, true)");
    samples.locale(database.source());
    samples.backup(folder.resolve("passfile"), "; nothing", database.source());
    assertThat(
            samples
                .certificate(database.source(), database.source(), folder.resolve("c.json"))
                .isSame())
        .isTrue();
  }

  @PostgresTest(majors = 18)
  void makeADatabaseAndMoveIt(TestDatabase any) {
    samples.provisioning(Secret.of("correct horse"), any.superuser());
    try {
      assertThat(said()).contains("CREATE DATABASE").doesNotContain("correct horse");
      any.server()
          .execute(
              "postgres",
              "DROP DATABASE synapse",
              "CREATE DATABASE synapse OWNER synapse_user TEMPLATE template0 ENCODING 'UTF8'"
                  + " LOCALE 'C.UTF-8'",
              "ALTER ROLE synapse_user CREATEDB");
      var owner = any.server().connect("synapse", "synapse_user", Secret.of("correct horse"));
      samples.locale(owner);
      assertThat(said()).contains("is 'C.UTF-8', needed: 'C'");
      samples.rehome("synapse", owner);
      bytes.reset();
      samples.locale(owner);
      assertThat(said()).isEmpty();
    } finally {
      for (String name :
          any.query(
              "SELECT datname FROM pg_database WHERE datname ~ '^synapse($|_)'"
                  + " AND pg_get_userbyid(datdba) = 'synapse_user'")) {
        any.server().execute("postgres", "DROP DATABASE \"" + name + "\"");
      }
      any.server().execute("postgres", "DROP ROLE synapse_user");
    }
  }

  @Test
  void editPostgresqlConf() throws Exception {
    Path conf =
        Files.writeString(folder.resolve("postgresql.conf"), "work_mem = 8MB\nfsync = off\n");
    samples.tuned(samples.settings(conf));
    assertThat(Files.readString(conf)).contains("#fsync = off", "listen_addresses = '*'");
    assertThat(samples.advised(samples.settings(conf)).toString()).isNotNull();
  }

  @Test
  void explainAndInspect() throws Exception {
    try (Connection none =
        DriverManager.getConnection("jdbc:postgresql://127.0.0.1:1/synapse?user=synapse_user")) {
      assertThat(none).isNull();
    } catch (SQLException e) {
      samples.errors(e);
    }
    assertThat(said()).isNotBlank();
    Path yaml = folder.resolve("homeserver.yaml");
    Files.writeString(
        yaml, "server_name: a.test\ndatabase: {name: sqlite3, args: {database: /data/a.db}}\n");
    samples.deployment(SynapseConfig.read(yaml));
  }

  private String said() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
