package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PreflightReport;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Values that the target cannot hold: refused, kept out, or replaced, and never silently. */
class BadValueTest {
  @TempDir Path folder;

  /** One event with text that is no UTF-8, one user with letters for a time. */
  private Path source() throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 9, 40);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE user_directory SET display_name = CAST(x'61ff62' AS TEXT) WHERE user_id = '@b:y.z'");
      statement.execute("INSERT INTO users VALUES ('@bad:x', 'yesterday')");
    }
    return file;
  }

  private static PortJob job(Path file, TestDatabase target, BadValuePolicy policy) {
    return PortJob.builder()
        .from(SqliteSource.file(file))
        .to(target.source())
        .badValues(policy)
        .build();
  }

  private static PortOutcome run(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      return run.await();
    }
  }

  @PostgresTest(majors = 16)
  void everyBadValueIsNamedBeforeTheFirstWrite(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    PortJob job = job(source(), target, BadValuePolicy.defaults());
    PreflightReport report = job.preflight();
    assertThat(report.isReady()).isFalse();
    assertThat(report.findings().withCode(PortCode.BAD_VALUES).render())
        .contains("\"user_directory\", column \"display_name\"", "encoding")
        .contains("\"users\", column \"creation_ts\"", "type")
        .doesNotContain("yesterday");
    assertThat(run(job)).isInstanceOf(PortOutcome.Refused.class);
    assertThat(target.query("SELECT to_regnamespace('synapse_pg_port')")).containsExactly("∅");
  }

  @PostgresTest(majors = 16)
  void quarantineKeepsRowsOutWithTheirBytes(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    BadValuePolicy policy =
        BadValuePolicy.defaults()
            .with(BadValue.ENCODING, Action.QUARANTINE)
            .with(BadValue.TYPE, Action.QUARANTINE);
    PortOutcome outcome = run(job(source(), target, policy));
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    PortOutcome.Completed completed = (PortOutcome.Completed) outcome;
    assertThat(completed.quarantined())
        .extracting(row -> row.table() + "." + row.column())
        .containsExactly("user_directory.display_name", "users.creation_ts");
    assertThat(completed.quarantined().get(0).key()).isEqualTo("{\"user_id\":\"@b:y.z\"}");
    assertThat(completed.quarantined().get(0).values()).contains("\"base64\":\"Yf9i\"");
    assertThat(target.query("SELECT user_id FROM user_directory")).containsExactly("@a:x");
    assertThat(target.query("SELECT count(*) FROM users WHERE name = '@bad:x'"))
        .containsExactly("0");
  }

  @PostgresTest(majors = 16)
  void replacementKeepsTheOriginal(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    BadValuePolicy policy = BadValuePolicy.all(Action.REPLACE);
    PortOutcome outcome = run(job(source(), target, policy));
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    PortOutcome.Completed completed = (PortOutcome.Completed) outcome;
    assertThat(completed.quarantined()).isEmpty();
    assertThat(completed.replaced())
        .filteredOn(value -> value.kind() == BadValue.ENCODING)
        .singleElement()
        .satisfies(
            value -> assertThat(value.original()).isEqualTo(new byte[] {'a', (byte) 0xFF, 'b'}));
    assertThat(target.query("SELECT display_name FROM user_directory WHERE user_id = '@b:y.z'"))
        .containsExactly("a\uFFFDb");
    assertThat(target.query("SELECT creation_ts FROM users WHERE name = '@bad:x'"))
        .containsExactly("∅");
  }
}
