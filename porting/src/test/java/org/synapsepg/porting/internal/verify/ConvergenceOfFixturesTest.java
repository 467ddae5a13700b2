package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.converge.Reconciled;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/** The same server's database some time later: every table becomes equal, row by row. */
@ExtendWith(PostgresExtension.class)
class ConvergenceOfFixturesTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> aBecomesB(PostgresServers servers) {
    return OutsideData.fixtureVersions().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    String.valueOf(fixture.getFileName()), () -> check(servers, fixture)));
  }

  private void check(PostgresServers servers, Path fixture) throws Exception {
    try (TestDatabase database = servers.newest().newDatabase()) {
      try (Connection connection = database.source().open()) {
        PgDumpScript.run(connection, fixture.resolve("fresh-pg.sql.gz"));
      }
      try (MiniPort a =
          MiniPort.open(database, MiniPort.unpack(fixture.resolve("a.db.gz"), folder))) {
        a.copy();
      }
      try (MiniPort b =
          MiniPort.open(database, MiniPort.unpack(fixture.resolve("b.db.gz"), folder))) {
        Map<String, Long> keptOut = new HashMap<>();
        Map<String, Reconciled> done = b.reconcile();
        done.forEach((table, what) -> keptOut.put(table, what.rowsRead() - what.rowsHeld()));
        assertThat(touched(done)).isPositive();
        VerificationReport report = b.verify(VerifyLevel.CHECKSUMS, keptOut);
        assertThat(report.with(Verdict.SAME)).as(report.render()).hasSameSizeAs(b.plan().tables());
        assertThat(touched(b.reconcile())).isZero();
      }
    }
  }

  private static long touched(Map<String, Reconciled> done) {
    return done.values().stream()
        .mapToLong(what -> what.inserted() + what.updated() + what.deleted())
        .sum();
  }
}
