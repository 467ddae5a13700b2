package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ByteSize;
import org.synapsepg.porting.ExistingCheckpoint;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Stops, second runs, and targets that are not ours. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunControlTest {
  private static final int EVENTS = 600;

  private Path file = Path.of("");

  @BeforeAll
  void writeSource(@TempDir Path folder) throws Exception {
    file = MiniSynapse.source(folder.resolve("homeserver.db"), 5, EVENTS);
  }

  private PortJob.Builder job(TestDatabase target) {
    return PortJob.builder()
        .from(SqliteSource.file(file))
        .to(target.source())
        .workers(1)
        .chunkSize(ByteSize.kibibytes(64));
  }

  private static PortOutcome run(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      return run.await();
    }
  }

  private static PortOutcome.Completed completed(PortOutcome outcome) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    return (PortOutcome.Completed) outcome;
  }

  private static void assertRefused(PortOutcome outcome, PortCode code) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Refused.class);
    assertThat(((PortOutcome.Refused) outcome).findings().withCode(code).size())
        .as(String.valueOf(outcome))
        .isEqualTo(1);
  }

  @PostgresTest(majors = 16)
  void aStopEndsAtACheckpointAndTheNextRunGoesOn(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    PortOutcome first;
    CountDownLatch begun = new CountDownLatch(1);
    try (PortRun run =
        job(target)
            .build()
            .start(
                event -> {
                  if (event instanceof PortEvent.CheckpointSaved) {
                    begun.countDown();
                  }
                })) {
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      run.requestStop();
      first = run.await();
    }
    // A fast machine may be done before the request arrives; then there is nothing to go on with.
    if (first instanceof PortOutcome.Stopped stopped) {
      assertThat(stopped.rowsSoFar()).isPositive();
      PortOutcome.Completed second = completed(run(job(target).build()));
      assertThat(second.summary().rowsCopied())
          .isEqualTo(second.summary().rows() - stopped.rowsSoFar());
    } else {
      completed(first);
    }
  }

  @PostgresTest(majors = 16)
  void aStopWhileIndexesAreBuiltIsAStop(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    try (Connection blocker = target.source().open();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      CountDownLatch restoring = new CountDownLatch(1);
      try (PortRun run =
          job(target)
              .build()
              .start(
                  event -> {
                    if (event instanceof PortEvent.TableFinished finished
                        && finished.table().equals("events")) {
                      restoring.countDown();
                    }
                  })) {
        assertThat(restoring.await(60, TimeUnit.SECONDS)).isTrue();
        // Rows may still be written elsewhere; no index can be built on this table meanwhile.
        statement.execute("LOCK TABLE events IN ROW EXCLUSIVE MODE");
        run.requestStop();
        PortOutcome outcome = run.await(Duration.ofSeconds(30));
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Stopped.class);
      }
      blocker.rollback();
    }
    completed(run(job(target).build()));
  }

  @PostgresTest(majors = 16)
  void aSecondRunIsRefusedWhileTheFirstLives(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    try (Connection blocker = target.source().open();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE event_edges IN SHARE MODE");
      try (PortRun first = job(target).build().start()) {
        awaitBlocked(target);
        assertRefused(run(job(target).build()), PortCode.TARGET_BUSY);
        blocker.rollback();
        completed(first.await());
      }
    }
  }

  @PostgresTest(majors = 16)
  void aRunThatLostItsLockIsOvertakenAndWritesNoMore(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    try (Connection blocker = target.source().open();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE event_edges IN ACCESS SHARE MODE");
      try (PortRun first = job(target).build().start()) {
        awaitBlocked(target);
        target.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
                + " 'synapse-pg control' AND datname = current_database()");
        blocker.rollback();
        PortOutcome.Completed second = completed(run(job(target).build()));
        assertThat(second.summary().rows()).isPositive();
        assertThat(first.await()).isInstanceOf(PortOutcome.Failed.class);
        assertThat(MiniSynapse.content(target)).anyMatch(line -> line.contains("event_edges_fk"));
      }
    }
  }

  /** Waits until a session of the port waits for a lock. */
  private static void awaitBlocked(TestDatabase target) throws InterruptedException {
    for (int i = 0; i < 3000; i++) {
      if (!target
          .query(
              "SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'synapse-pg%'"
                  + " AND wait_event_type = 'Lock' AND datname = current_database()")
          .isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("the port never came to the lock");
  }

  @PostgresTest(majors = 16)
  void aTargetWithRowsOfOtherOriginIsRefusedUnlessItsNameIsConfirmed(TestDatabase target)
      throws Exception {
    MiniSynapse.prepare(target);
    target.execute("INSERT INTO user_directory VALUES ('@live:x', NULL, NULL, NULL)");
    assertRefused(run(job(target).build()), PortCode.TARGET_FOREIGN);
    assertRefused(run(job(target).overwriteTarget("another").build()), PortCode.TARGET_FOREIGN);
    assertThat(target.query("SELECT user_id FROM user_directory")).containsExactly("@live:x");
    completed(run(job(target).overwriteTarget(target.name()).build()));
    assertThat(target.query("SELECT count(*) FROM user_directory")).containsExactly("2");
  }

  @PostgresTest(majors = 16)
  void aTargetThatSynapseWasStartedOnIsRefused(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    completed(run(job(target).build()));
    assertThat(completed(run(job(target).build())).summary().rowsCopied()).isZero();
    assertThat(run(job(target).existingCheckpoint(ExistingCheckpoint.REFUSE).build()))
        .isInstanceOf(PortOutcome.Refused.class);
    target.execute("SELECT nextval('events_stream_seq')");
    assertRefused(run(job(target).build()), PortCode.TARGET_USED);
    completed(
        run(
            job(target)
                .existingCheckpoint(ExistingCheckpoint.DISCARD)
                .overwriteTarget(target.name())
                .build()));
  }

  @PostgresTest(majors = 16)
  void whatAPortKeepsIsRemovedByACallOnceItIsComplete(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    PortJob job = job(target).build();
    assertThat(job.removeCheckpoint()).isFalse();
    completed(run(job));
    target.execute("UPDATE synapse_pg_port.run SET phase = 'RESTORING'");
    assertThatThrownBy(job::removeCheckpoint)
        .isInstanceOfSatisfying(
            PortException.class, e -> assertThat(e.code()).isEqualTo(PortCode.CHECKPOINT_EXISTS));
    completed(run(job));
    List<String> rows = MiniSynapse.content(target);
    assertThat(job.removeCheckpoint()).isTrue();
    assertThat(MiniSynapse.difference(rows, target)).isEmpty();
    assertThat(target.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'synapse_pg%'"))
        .isEmpty();
  }

  @PostgresTest(majors = {14, 17})
  void limitsOfTheRoleDoNotEndLongWork(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    for (String setting :
        List.of("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")) {
      target.execute("ALTER ROLE CURRENT_USER SET " + setting + " = '100ms'");
    }
    target.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = 'on'");
    // The listener's slowness is its own; a listener that throws disturbs nothing either.
    try (PortRun run =
        job(target)
            .build()
            .start(
                event -> {
                  throw new IllegalStateException("a listener's own trouble");
                })) {
      completed(run.await());
    }
  }

  @PostgresTest(majors = 16)
  void closingARunEndsItAtOnce(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    PortRun run = job(target).build().start();
    run.close();
    assertThat(run.await(Duration.ofSeconds(1))).isNotNull();
    completed(run(job(target).build()));
  }
}
