package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Whole ports while others are at work on the target, or on the source. */
@Tag("faults")
class BusyTest {
  @TempDir Path folder;

  private Path source(String... statements) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 9, 40);
    SqliteFile.change(file, statements);
    return file;
  }

  private static PortOutcome run(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      return run.await();
    }
  }

  @PostgresTest(majors = 18)
  void whoeverHoldsALockOnATableIsNamed(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(source()))
            .to(target.source())
            .lockTimeout(Duration.ofMillis(300))
            .build();
    try (Connection blocker = target.source().open();
        Statement statement = blocker.createStatement()) {
      statement.execute("SET application_name = 'nightly backup'");
      blocker.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM events");
      String pid =
          target
              .query("SELECT pid FROM pg_stat_activity WHERE application_name = 'nightly backup'")
              .get(0);
      assertThat(job.preflight().findings().withCode(PreflightCode.TARGET_LOCKED).render())
          .contains(pid + " (role " + target.owner() + ", nightly backup, idle in transaction");
      PortOutcome outcome = run(job);
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Failed.class);
      assertThat(((PortOutcome.Failed) outcome).findings().render())
          .contains(pid + " (role " + target.owner() + ", nightly backup, idle in transaction")
          .contains("in a transaction since", "last statement at", "pg_terminate_backend");
      blocker.rollback();
    }
    assertThat(run(job)).isInstanceOf(PortOutcome.Completed.class);
  }

  @PostgresTest(majors = 18)
  void theLogOfAServerThatWritesAllTheTimeGrowsAndThatIsTold(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file =
        source(
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE log (id INTEGER PRIMARY KEY, filler BLOB)",
            "CREATE TABLE t (v INTEGER, filler BLOB)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100)"
                + " INSERT INTO t SELECT 0, randomblob(300) FROM n");
    Path log = file.resolveSibling("homeserver.db-wal");
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "org.synapsepg.porting.internal.sqlite.WriterProcess",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8);
        Connection blocker = target.source().open();
        Statement statement = blocker.createStatement()) {
      assertThat(output.readLine()).isEqualTo("ready");
      blocker.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM events");
      CountDownLatch preparing = new CountDownLatch(1);
      PortJob job =
          PortJob.builder()
              .from(SqliteSource.file(file))
              .to(target.source())
              .carryTables("public")
              .build();
      PortOutcome outcome;
      try (PortRun run =
          job.start(
              event -> {
                if (event instanceof PortEvent.PhaseStarted e && e.phase() == Phase.PREPARING) {
                  preparing.countDown();
                }
              })) {
        while (!preparing.await(50, TimeUnit.MILLISECONDS)) {
          assertThat(run.await(Duration.ofMillis(1))).as("nothing is in its way").isNull();
        }
        // The snapshot is taken, and the port waits: every commit from now on stays in the log.
        long before = Files.size(log);
        while (Files.size(log) < before + (1 << 20)) {
          assertThat(writer.isAlive()).isTrue();
          Thread.sleep(5);
        }
        blocker.rollback();
        outcome = run.await();
      }
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
      assertThat(
              ((PortOutcome.Completed) outcome)
                  .summary()
                  .findings()
                  .withCode(PortCode.SOURCE_LOG_GREW)
                  .render())
          .contains("log grew by", "checkpoints from finishing");
      // One committed state: each of the writer's transactions sets all values to the log's length.
      assertThat(
              target.query(
                  "SELECT count(DISTINCT v), count(*), max(v) = (SELECT count(*) FROM log) FROM t"))
          .containsExactly("1|100|t");
      writer.getOutputStream().write('\n');
      writer.getOutputStream().flush();
      assertThat(Long.parseLong(output.readLine())).isPositive();
      assertThat(writer.waitFor()).as("the writer was never in trouble").isZero();
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  @PostgresTest(majors = 18)
  void tablesOfEveryFormArePorted(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute(
        "CREATE TABLE pairs (a bigint NOT NULL, b text NOT NULL, c bytea, PRIMARY KEY (a, b))",
        "CREATE TABLE computed (id bigint PRIMARY KEY, a text,"
            + " up text GENERATED ALWAYS AS (upper(a)) STORED, twice bigint, b text)",
        "CREATE TABLE pairs_of (a bigint, b text, FOREIGN KEY (a, b) REFERENCES pairs (a, b))");
    Path file =
        source(
            "CREATE TABLE pairs (b TEXT, c BLOB, a INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID",
            "INSERT INTO pairs VALUES ('x', x'00ff', 2), ('y' || char(0), NULL, 1), ('z', 'text',"
                + " -5)",
            "CREATE TABLE computed (id INTEGER PRIMARY KEY, a TEXT,"
                + " up TEXT GENERATED ALWAYS AS (upper(a)) STORED,"
                + " twice INT GENERATED ALWAYS AS (id * 2) VIRTUAL, b TEXT)",
            "INSERT INTO computed (id, a, b) VALUES (1, 'one', 'first'), (2, NULL, 'second')",
            "CREATE TABLE pairs_of (a INTEGER, b TEXT)",
            "INSERT INTO pairs_of VALUES (2, 'x'), (1, 'y' || char(0))",
            "CREATE TABLE module_sets (name TEXT PRIMARY KEY, size INT,"
                + " twice INT AS (size * 2)) WITHOUT ROWID",
            "INSERT INTO module_sets (name, size) VALUES ('a', 1), ('b', 2)");
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(file))
            .to(target.source())
            .carryTables("public")
            .build();
    PortOutcome outcome = run(job);
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    assertThat(target.query("SELECT a, b, c FROM pairs ORDER BY a"))
        .containsExactly("-5|z|\\x74657874", "1|y\uFFFD|∅", "2|x|\\x00ff");
    assertThat(target.query("SELECT * FROM computed ORDER BY id"))
        .containsExactly("1|one|ONE|2|first", "2|∅|∅|4|second");
    assertThat(target.query("SELECT * FROM module_sets ORDER BY name"))
        .containsExactly("a|1|2", "b|2|4");
    assertThat(job.verify(VerifyLevel.BYTES).isSame()).isTrue();
    SqliteFile.change(
        file,
        "DELETE FROM pairs WHERE a = -5",
        "UPDATE pairs SET c = x'01' WHERE a = 2",
        "INSERT INTO pairs (a, b) VALUES (7, 'new')",
        "UPDATE computed SET a = 'two' WHERE id = 2",
        "UPDATE module_sets SET size = 5 WHERE name = 'a'");
    assertThat(run(job)).isInstanceOf(PortOutcome.Completed.class);
    assertThat(target.query("SELECT a, b, c FROM pairs ORDER BY a"))
        .containsExactly("1|y\uFFFD|∅", "2|x|\\x01", "7|new|∅");
    assertThat(target.query("SELECT up FROM computed ORDER BY id")).containsExactly("ONE", "TWO");
    assertThat(target.query("SELECT * FROM module_sets ORDER BY name"))
        .containsExactly("a|5|10", "b|2|4");
    assertThat(job.verify(VerifyLevel.BYTES).isSame()).isTrue();
  }
}
