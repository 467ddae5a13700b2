package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/** Databases of real Synapse servers, copied and compared at every level. */
@ExtendWith(PostgresExtension.class)
class FixtureVerificationTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyTableIsTheSame(PostgresServers servers) {
    return OutsideData.fixtureVersions().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    String.valueOf(fixture.getFileName()), () -> check(servers, fixture, "b")));
  }

  private void check(PostgresServers servers, Path fixture, String name) throws Exception {
    try (TestDatabase database = servers.newest().newDatabase()) {
      try (Connection connection = database.source().open()) {
        PgDumpScript.run(connection, fixture.resolve("fresh-pg.sql.gz"));
      }
      Path file = MiniPort.unpack(fixture.resolve(name + ".db.gz"), folder);
      try (MiniPort port = MiniPort.open(database, file)) {
        Map<String, Long> keptOut = port.copy();
        for (VerifyLevel level : VerifyLevel.values()) {
          VerificationReport report = port.verify(level, keptOut);
          assertThat(report.with(Verdict.SAME))
              .as(level + "\n" + report.render())
              .hasSameSizeAs(port.plan().tables());
          assertThat(report.findings().toList())
              .as(report.findings().render())
              .noneMatch(f -> f.code().id().equals("verify.source-misread"));
        }
      }
    }
  }
}
