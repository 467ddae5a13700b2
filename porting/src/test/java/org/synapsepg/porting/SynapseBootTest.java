package org.synapsepg.porting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import java.util.List;
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
 * A real Synapse of each fixture's version starts on the ported database and serves a client. Needs
 * virtualenvs of those releases in the folders named by the environment variable {@code
 * SYNAPSE_VENVS} ({@code .ci/synapse-venvs} makes them).
 */
@Tag("synapse")
@ExtendWith(PostgresExtension.class)
class SynapseBootTest {
  @TempDir Path folder = Path.of("");

  @TestFactory
  List<DynamicTest> aRealSynapseStartsAndServesAClient(PostgresServers servers) {
    Path script = OutsideData.fixtures().resolveSibling("boot").resolve("boot_check.sh");
    String venvs = System.getenv("SYNAPSE_VENVS");
    if (venvs == null || !Files.exists(script)) {
      String message = "SKIPPED: needs SYNAPSE_VENVS and " + script;
      assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
      Assumptions.abort(message);
      throw new IllegalStateException(message);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Path version : OutsideData.fixtureVersions()) {
      String release = String.valueOf(version.getFileName()).replace("synapse-", "");
      if (Arrays.stream(venvs.split(":", -1))
          .noneMatch(v -> Files.exists(Path.of(v, "v" + release)))) {
        continue;
      }
      for (String snapshot : List.of("a", "b")) {
        for (TargetSchema schema : List.of(TargetSchema.PREPARED, TargetSchema.DERIVED)) {
          tests.add(
              DynamicTest.dynamicTest(
                  release + " " + snapshot + " " + schema,
                  () -> portAndBoot(servers, script, version, release, snapshot, schema)));
        }
      }
    }
    return tests;
  }

  private void portAndBoot(
      PostgresServers servers,
      Path script,
      Path version,
      String release,
      String snapshot,
      TargetSchema schema)
      throws Exception {
    Path sqlite = folder.resolve(release + snapshot + schema + ".db");
    unpack(version.resolve(snapshot + ".db.gz"), sqlite);
    try (TestDatabase target = servers.newest().newDatabase()) {
      if (schema == TargetSchema.PREPARED) {
        try (Connection connection = target.source().open()) {
          PgDumpScript.run(connection, version.resolve("fresh-pg.sql.gz"));
        }
      }
      PortJob job =
          PortJob.builder()
              .from(SqliteSource.file(sqlite))
              .to(target.source())
              .schema(schema)
              .build();
      try (PortRun run = job.start(event -> {})) {
        assertThat(run.await()).isInstanceOf(PortOutcome.Completed.class);
      }
      Path log = folder.resolve("boot.log");
      ProcessBuilder boot =
          new ProcessBuilder(
                  script.toString(),
                  release,
                  "127.0.0.1",
                  String.valueOf(target.server().port()),
                  target.owner(),
                  target.name(),
                  target.password().reveal())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      boot.environment().put("EXPECT_DIRECTORY", String.valueOf(directoryHits(sqlite)));
      boot.environment().put("EXPECT_SEARCH", String.valueOf(searchHits(sqlite)));
      int status = boot.start().waitFor();
      assertThat(status).as(Files.readString(log, StandardCharsets.UTF_8)).isZero();
    }
  }

  /** What a search of the user directory for "a" finds on SQLite, without the one who searches. */
  private static int directoryHits(Path sqlite) throws SQLException {
    return Math.min(
        50,
        count(
            sqlite,
            "SELECT count(*) FROM user_directory_search s JOIN user_directory USING (user_id)"
                + " WHERE s.value MATCH 'a*' AND s.user_id NOT LIKE '@carol:%'"));
  }

  /**
   * What a message search for "running" finds on SQLite in the rooms that the searching user is in.
   */
  private static int searchHits(Path sqlite) throws SQLException {
    return count(
        sqlite,
        "SELECT count(DISTINCT event_id) FROM event_search WHERE event_search MATCH 'value:running'"
            + " AND room_id IN (SELECT room_id FROM local_current_membership"
            + " WHERE user_id LIKE '@carol:%' AND membership = 'join')");
  }

  private static int count(Path sqlite, String sql) throws SQLException {
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + sqlite);
        Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }

  private static void unpack(Path from, Path to) throws IOException, SQLException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(from))) {
      Files.copy(in, to);
    }
    SqliteFile.withoutDelayedEvents(to);
  }
}
