package org.synapsepg.porting;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/**
 * A real Synapse lives on after a port: every user sees the whole history of every room, event by
 * event as on SQLite; media, one-time keys and background jobs work ({@code synapse_life.py}). The
 * newest release; with {@code -Dsynapsepg.life=all} every release, and the newest one on what the
 * others left. Needs the virtualenvs of {@link SynapseBootTest}.
 */
@Tag("synapse")
@ExtendWith(PostgresExtension.class)
class SynapseLifeTest {
  private static final Logger LOG = Logger.getLogger(SynapseLifeTest.class.getName());

  /** Which releases beside the newest, in both states: {@code all}, or one by its number. */
  private static final String MORE = System.getProperty("synapsepg.life", "");

  @TempDir Path folder = Path.of("");

  @TestFactory
  List<DynamicTest> goesOnAfterAPort(PostgresServers servers) throws Exception {
    Path boot = OutsideData.fixtures().resolveSibling("boot");
    String venvs = System.getenv("SYNAPSE_VENVS");
    if (venvs == null || !Files.exists(boot.resolve("fxlib.py"))) {
      String message = "SKIPPED: needs SYNAPSE_VENVS and " + boot;
      assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
      Assumptions.abort(message);
      throw new IllegalStateException(message);
    }
    List<Path> versions =
        OutsideData.fixtureVersions().stream().filter(v -> hasVenv(venvs, v)).toList();
    Path newest = versions.get(versions.size() - 1);
    List<DynamicTest> tests = new ArrayList<>();
    for (Path version : versions) {
      boolean wanted = MORE.equals("all") || MORE.equals(release(version));
      List<String> snapshots = wanted ? List.of("a", "b") : List.of("b");
      for (String snapshot : wanted || version.equals(newest) ? snapshots : List.<String>of()) {
        Life life = new Life(servers, boot, version, snapshot);
        String name = release(version) + " " + snapshot;
        tests.add(DynamicTest.dynamicTest(name + " on SQLite", life::onSqlite));
        for (TargetSchema schema : List.of(TargetSchema.PREPARED, TargetSchema.DERIVED)) {
          tests.add(
              DynamicTest.dynamicTest(name + " " + schema, () -> life.ported(schema, version)));
        }
        if (!version.equals(newest)) {
          tests.add(
              DynamicTest.dynamicTest(
                  name + " upgraded to " + release(newest),
                  () -> life.ported(TargetSchema.DERIVED, newest)));
        }
      }
    }
    return tests;
  }

  private static boolean hasVenv(String venvs, Path version) {
    return Arrays.stream(venvs.split(":", -1))
        .anyMatch(v -> Files.exists(Path.of(v, "v" + release(version))));
  }

  private static String release(Path version) {
    return String.valueOf(version.getFileName()).replace("synapse-", "");
  }

  /** One fixture on SQLite and on PostgreSQL. */
  private final class Life {
    private final PostgresServers servers;
    private final Path boot;
    private final Path version;
    private final String snapshot;
    private JsonObject before = JsonObject.EMPTY_JSON_OBJECT;
    private Set<String> known = Set.of();

    Life(PostgresServers servers, Path boot, Path version, String snapshot) {
      this.servers = servers;
      this.boot = boot;
      this.version = version;
      this.snapshot = snapshot;
    }

    private Path unpacked(String name) throws Exception {
      Path file = folder.resolve(release(version) + snapshot + name + ".db");
      try (InputStream in =
          new GZIPInputStream(Files.newInputStream(version.resolve(snapshot + ".db.gz")))) {
        Files.copy(in, file);
      }
      SqliteFile.withoutDelayedEvents(file);
      return file;
    }

    void onSqlite() throws Exception {
      Path file = unpacked("lived");
      known = events(file);
      before = run(release(version), false, "sqlite", file.toString()).getJsonObject("rooms");
      assertThat(before).isNotEmpty();
      assertThat(before.toString()).contains("m.room.create");
    }

    void ported(TargetSchema schema, Path with) throws Exception {
      try (TestDatabase target = servers.newest().newDatabase()) {
        if (schema == TargetSchema.PREPARED) {
          try (Connection connection = target.source().open()) {
            PgDumpScript.run(connection, version.resolve("fresh-pg.sql.gz"));
          }
        }
        PortJob job =
            PortJob.builder()
                .from(SqliteSource.file(unpacked(schema + release(with))))
                .to(target.source())
                .schema(schema)
                .build();
        try (PortRun run = job.start(event -> {})) {
          PortOutcome outcome = run.await();
          assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
        }
        JsonObject after =
            run(
                release(with),
                !with.equals(version),
                "postgres",
                "127.0.0.1",
                String.valueOf(target.server().port()),
                target.owner(),
                target.name(),
                target.password().reveal());
        assertThat(target.query("SELECT update_name FROM background_updates")).isEmpty();
        JsonObject rooms = after.getJsonObject("rooms");
        assertThat(rooms.keySet()).isEqualTo(before.keySet());
        if (with.equals(version)) {
          // A newer release shows some users more, or less, of the same rows.
          for (String room : before.keySet()) {
            assertThat(history(rooms, room)).as(room).isEqualTo(history(before, room));
          }
        }
      }
    }

    private static Set<String> events(Path file) throws SQLException {
      Set<String> ids = new HashSet<>();
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery("SELECT event_id FROM events")) {
        while (row.next()) {
          ids.add(row.getString(1));
        }
      }
      return ids;
    }

    /**
     * What was ported of a room's history. Delayed events that are due are sent when a server
     * starts, before or after it is first read.
     */
    private List<String> history(JsonObject rooms, String room) {
      return rooms.getJsonArray(room).stream()
          .map(JsonValue::asJsonArray)
          .filter(event -> known.contains(event.getString(0)))
          .map(JsonValue::toString)
          .toList();
    }

    private JsonObject run(String release, boolean upgrades, String... database) throws Exception {
      Path script = folder.resolve("synapse_life.py");
      try (InputStream in = SynapseLifeTest.class.getResourceAsStream("synapse_life.py")) {
        Files.write(script, in == null ? new byte[0] : in.readAllBytes());
      }
      Path out = Files.createTempFile(folder, "life", ".json");
      Path log = Files.createTempFile(folder, "life", ".log");
      List<String> command =
          new ArrayList<>(
              List.of("python3", script.toString(), boot.toString(), release, out.toString()));
      command.addAll(List.of(database));
      ProcessBuilder process =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
      process.environment().put("LIFE_UPGRADES", upgrades ? "1" : "0");
      int status = process.start().waitFor();
      String said = Files.readString(log, StandardCharsets.UTF_8);
      assertThat(status).as(said).isZero();
      LOG.info(() -> release + " on " + database[0] + ": " + said.strip());
      try (JsonReader reader = Json.createReader(Files.newInputStream(out))) {
        return reader.readObject();
      }
    }
  }
}
