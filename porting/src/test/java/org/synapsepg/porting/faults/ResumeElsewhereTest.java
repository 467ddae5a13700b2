package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** A run that is resumed under other circumstances than it began. */
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumeElsewhereTest {
  private Path file = Path.of("");

  @BeforeAll
  void writeSource(@TempDir Path folder) throws Exception {
    file = MiniSynapse.source(folder.resolve("homeserver.db"), 47, 600);
  }

  private PortOutcome run(ConnectionSource target, int workers, int kibibytes)
      throws InterruptedException {
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(file))
            .to(target)
            .workers(workers)
            .chunkSize(ByteSize.kibibytes(kibibytes))
            .build();
    try (PortRun run = job.start()) {
      return Objects.requireNonNull(run.await(Duration.ofMinutes(2)), "the run hangs");
    }
  }

  /** Ends a run after the chunk of that number was committed. */
  private void begin(TestDatabase target, int chunks) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(chunks);
    HaltingSource halting =
        new HaltingSource(
            target.source(),
            0,
            sql -> {
              if (sql.startsWith("WITH owner") && left.getAndDecrement() == 0) {
                throw new IllegalStateException("halted");
              }
            });
    assertThat(run(halting, 1, 64)).isInstanceOf(PortOutcome.Failed.class);
    assertThat(target.query("SELECT sum(rows_read) > 0 FROM synapse_pg_port.progress"))
        .containsExactly("t");
  }

  private static PortOutcome.Completed completed(PortOutcome outcome) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    return (PortOutcome.Completed) outcome;
  }

  private List<String> expected(TestDatabase like) throws InterruptedException {
    try (TestDatabase whole = like.server().newDatabase()) {
      MiniSynapse.prepare(whole);
      completed(run(whole.source(), 1, 64));
      return MiniSynapse.content(whole);
    }
  }

  @PostgresTest(majors = {14, 18})
  void otherWorkersAnotherChunkSizeAndAnotherHostNameGoOnWithTheSameRun(TestDatabase target)
      throws Exception {
    MiniSynapse.prepare(target);
    begin(target, 5);
    long done =
        Long.parseLong(
            target.query("SELECT sum(rows_read)::text FROM synapse_pg_port.progress").get(0));
    // The same server under another of its names.
    String url = target.jdbcUrl().replace("127.0.0.1", "localhost");
    assertThat(url).contains("localhost").doesNotContain("127.0.0.1");
    PortOutcome.Completed second =
        completed(run(ConnectionSource.of(url, new Properties()), 3, 4096));
    assertThat(second.summary().rowsCopied())
        .as("chunks that were there are not copied again")
        .isEqualTo(second.summary().rows() - done);
    assertThat(MiniSynapse.difference(expected(target), target)).isEmpty();
  }

  @PostgresTest(majors = 18)
  void aVersionWithTheSameFormatOfStateGoesOnAndAnotherFormatIsRefusedByName(TestDatabase target)
      throws Exception {
    MiniSynapse.prepare(target);
    begin(target, 3);
    // What another version may have added without changing the meaning of anything.
    target.execute(
        "ALTER TABLE synapse_pg_port.run ADD COLUMN further text",
        "ALTER TABLE synapse_pg_port.progress ADD COLUMN further bigint DEFAULT 0",
        "UPDATE synapse_pg_port.run SET format = format + 1");
    PortOutcome refused = run(target.source(), 1, 64);
    assertThat(refused).as(String.valueOf(refused)).isInstanceOf(PortOutcome.Refused.class);
    assertThat(((PortOutcome.Refused) refused).findings().withCode(PortCode.CHECKPOINT_UNKNOWN))
        .hasSize(1);
    target.execute("UPDATE synapse_pg_port.run SET format = format - 1");
    completed(run(target.source(), 1, 64));
    assertThat(MiniSynapse.difference(expected(target), target)).isEmpty();
  }

  /**
   * The server goes on with a statement whose client was killed. The next run must end it, or it
   * would wait for the table for as long as the index build lasts.
   */
  @PostgresTest(majors = {14, 18})
  void anIndexBuildThatOutlivedItsClientIsEnded(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                PortChild.class.getName(),
                file.toString(),
                target.jdbcUrl())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Connection blocker = target.source().open();
        Statement statement = blocker.createStatement();
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      blocker.setAutoCommit(false);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("TableFinished[table=events,")) {
          break;
        }
      }
      // Rows may still be written elsewhere; an index on this table is begun and cannot be built.
      statement.execute("LOCK TABLE events IN ROW EXCLUSIVE MODE");
      String building = awaitBuild(target);
      child.destroyForcibly().waitFor();
      assertThat(target.query(stillThere(building))).as("the server goes on").hasSize(1);
      PortJob job =
          PortJob.builder().from(SqliteSource.file(file)).to(target.source()).workers(1).build();
      try (PortRun second = job.start()) {
        await(() -> target.query(stillThere(building)).isEmpty(), "the leftover is never ended");
        blocker.rollback();
        completed(second.await());
      }
    } finally {
      child.destroyForcibly();
    }
    assertThat(MiniSynapse.difference(expected(target), target)).isEmpty();
  }

  private static String awaitBuild(TestDatabase target) throws Exception {
    String find =
        "SELECT pid || ' ' || backend_start FROM pg_stat_activity WHERE datname ="
            + " current_database() AND wait_event_type = 'Lock' AND query LIKE 'CREATE %INDEX%'"
            + " ORDER BY 1 LIMIT 1";
    await(() -> !target.query(find).isEmpty(), "no index build ever waits");
    return target.query(find).get(0);
  }

  private static String stillThere(String session) {
    return "SELECT 1 FROM pg_stat_activity WHERE pid || ' ' || backend_start = '" + session + "'";
  }

  /** Something that comes to be sooner or later. */
  private interface Eventually {
    boolean is() throws SQLException;
  }

  private static void await(Eventually what, String otherwise) throws Exception {
    for (int i = 0; i < 3000; i++) {
      if (what.is()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError(otherwise);
  }
}
