package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/**
 * The real Synapse is started on what its own script ported: it refuses before the repair and
 * serves a client's session after it. Needs virtual environments with Synapse (SYNAPSE_VENVS) and
 * the boot script that lies beside the fixtures.
 */
@Tag("synapse")
@ExtendWith(PostgresExtension.class)
class RealSynapseTest {
  @TestFactory
  Stream<DynamicTest> startsAfterTheRepair(PostgresServers servers) {
    return OutsideData.fixtureVersions().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    String.valueOf(fixture.getFileName()), () -> check(servers, fixture)));
  }

  private static void check(PostgresServers servers, Path fixture) throws Exception {
    String version = String.valueOf(fixture.getFileName()).replace("synapse-", "");
    if (!hasSynapse(version)) {
      String message = "SKIPPED: SYNAPSE_VENVS has no v" + version;
      assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
      Assumptions.abort(message);
    }
    try (TestDatabase database = servers.newest().newDatabase()) {
      PgDumpScript.loadPorted(
          database, fixture.resolve("fresh-pg.sql.gz"), fixture.resolve("expected-b.sql.gz"));
      try (TestDatabase before = servers.newest().newDatabase(database.name())) {
        // The copy's tables still belong to the owner of what was copied.
        assertThat(boot(version, before.name(), database)).as("before the repair").startsWith("1");
      }
      SequenceReport report = DatabaseInspector.on(database.source()).checkSequences();
      assertThat(report.wrong()).isNotEmpty();
      report.planRepair().apply(database.source());
      assertThat(boot(version, database.name(), database)).as("after the repair").startsWith("0");
    }
  }

  private static boolean hasSynapse(String version) {
    String folders = System.getenv("SYNAPSE_VENVS");
    return folders != null
        && Arrays.stream(folders.split(":", -1))
            .anyMatch(f -> Files.isExecutable(Path.of(f, "v" + version, "bin", "python")));
  }

  /** The exit code followed by what was printed. */
  private static String boot(String version, String name, TestDatabase owner)
      throws IOException, InterruptedException {
    Path script = OutsideData.fixtures().resolveSibling("boot").resolve("boot_check.sh");
    Process process =
        new ProcessBuilder(
                script.toString(),
                version,
                "127.0.0.1",
                String.valueOf(owner.server().port()),
                owner.owner(),
                name,
                owner.password().reveal())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + "\n" + output;
  }
}
