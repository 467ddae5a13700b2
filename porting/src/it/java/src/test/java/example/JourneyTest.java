package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.config.DatabaseEngine;
import org.synapsepg.config.JdbcSettings;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Secret;
import org.synapsepg.porting.PortEvent;

class JourneyTest {
  @Test
  void movesAHomeserver(@TempDir Path folder) throws Exception {
    assertEquals(Boolean.getBoolean("expected.modules"), Journey.class.getModule().isNamed());
    Files.copy(Path.of(System.getProperty("homeserver.db")), folder.resolve("homeserver.db"));
    Path yaml = folder.resolve("homeserver.yaml");
    Files.writeString(yaml, """
        server_name: "demo.test"   # stays as it is
        database:
          name: sqlite3
          args:
            database: homeserver.db
        """);
    try (EmbeddedPostgres server = EmbeddedPostgres.start()) {
      Properties superuser = new Properties();
      superuser.setProperty("user", "postgres");
      ConnectionSource admin = ConnectionSource.of(server.getJdbcUrl("postgres", "postgres"), superuser);
      Secret password = Secret.of("correct horse");
      DatabaseEngine.Postgres wanted = DatabaseEngine.Postgres.builder()
          .user("synapse_user").password(password).dbname("synapse").host("127.0.0.1").port(server.getPort())
          .pool(5, 10).build();
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      Journey journey = new Journey(
          yaml, admin, setting(admin, "hba_file"), setting(admin, "config_file"),
          new PrintStream(said, true, StandardCharsets.UTF_8));

      boolean arrived = journey.take(wanted, password, "172.27.0.2");

      String text = said.toString(StandardCharsets.UTF_8);
      assertTrue(arrived, text);
      assertTrue(text.contains("CREATE DATABASE"), text);
      assertTrue(text.contains("172.27.0.2/32"), text);
      assertTrue(text.contains("+shared_buffers"), text);
      assertFalse(text.contains("correct horse"), text);
      assertTrue(Files.readString(yaml).contains("name: psycopg2"));
      assertTrue(Files.readString(yaml).startsWith("server_name: \"demo.test\"   # stays as it is\n"));
      assertTrue(Journey.isStillWhole(
          JdbcSettings.from(wanted).connectionSource(), folder.resolve("port-certificate.json")));
    }
  }

  @Test
  void countsWithMicrometer() {
    var registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
    PortMetrics metrics = PortMetrics.on(registry);
    metrics.on(new PortEvent.TableFinished("users", 7));
    assertEquals(7.0, registry.get("synapse.port.rows").tag("table", "users").counter().count());
  }

  private static Path setting(ConnectionSource server, String name) throws Exception {
    try (var connection = server.open(); var rows = connection.createStatement().executeQuery("SHOW " + name)) {
      rows.next();
      return Path.of(rows.getString(1));
    }
  }
}
