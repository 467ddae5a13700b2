package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** A stop that is asked for once or twice in each phase, and the run after it. */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class StopTest {
  /** Two seconds are promised; this is for a machine that is busy with other things. */
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void aStopInAnyPhaseEndsTheRunAndTheNextOneGoesOn(PostgresServers servers, TestReporter report)
      throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 37, 1200);
    PostgresServer server = servers.newest();
    List<String> expected;
    try (TestDatabase target = server.newDatabase()) {
      MiniSynapse.prepare(target);
      assertThat(HaltTest.run(file, target.source())).isInstanceOf(PortOutcome.Completed.class);
      expected = MiniSynapse.content(target);
    }
    Map<String, Long> millis = new TreeMap<>();
    for (Phase phase : EnumSet.range(Phase.PREFLIGHT, Phase.VERIFYING)) {
      for (int requests = 1; requests <= 2; requests++) {
        String where = phase + ", asked " + requests + " times";
        try (TestDatabase target = server.newDatabase()) {
          MiniSynapse.prepare(target);
          millis.put(where, stop(file, target, phase, requests, where));
          PortOutcome second = HaltTest.run(file, target.source());
          assertThat(second).as("%s: %s", where, second).isInstanceOf(PortOutcome.Completed.class);
          assertThat(MiniSynapse.difference(expected, target)).as(where).isEmpty();
        }
      }
    }
    report.publishEntry("from the request to the end, ms", millis.toString());
  }

  private static long stop(Path file, TestDatabase target, Phase phase, int requests, String where)
      throws InterruptedException {
    CountDownLatch there = new CountDownLatch(1);
    try (PortRun run =
        HaltTest.job(file, target.source())
            .start(
                event -> {
                  if (event instanceof PortEvent.PhaseStarted started && started.phase() == phase) {
                    there.countDown();
                  }
                })) {
      assertThat(there.await(60, TimeUnit.SECONDS)).as(where).isTrue();
      long begun = System.nanoTime();
      for (int i = 0; i < requests; i++) {
        run.requestStop();
      }
      PortOutcome outcome = run.await(LONG);
      assertThat(outcome).as("%s: the run does not end", where).isNotNull();
      // The last phases are over in no time; a request may come when there is nothing left to stop.
      if (requests == 1) {
        assertThat(outcome)
            .as("%s: %s", where, outcome)
            .isInstanceOfAny(PortOutcome.Stopped.class, PortOutcome.Completed.class);
      } else {
        assertThat(outcome)
            .as("%s: %s", where, outcome)
            .isInstanceOfAny(
                PortOutcome.Stopped.class, PortOutcome.Completed.class, PortOutcome.Failed.class);
      }
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
  }

  @PostgresTest(majors = {14, 18})
  void aStopNeedNotWaitForAStatementOfTheVerification(TestDatabase target) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 41, 100);
    MiniSynapse.prepare(target);
    AtomicBoolean locked = new AtomicBoolean();
    try (Connection blocker = target.source().open();
        Statement statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      HaltingSource source =
          new HaltingSource(
              target.source(),
              0,
              sql -> {
                if (sql.startsWith("SET TRANSACTION ISOLATION") && !locked.getAndSet(true)) {
                  lock(statement);
                }
              });
      try (PortRun run = HaltTest.job(file, source).start()) {
        awaitBlocked(target);
        run.requestStop();
        PortOutcome outcome = run.await(LONG);
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Stopped.class);
      }
      blocker.rollback();
    }
    assertThat(HaltTest.run(file, target.source())).isInstanceOf(PortOutcome.Completed.class);
  }

  private static void lock(Statement statement) {
    try {
      statement.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitBlocked(TestDatabase target) throws InterruptedException {
    for (int i = 0; i < 3000; i++) {
      if (!target
          .query(
              "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                  + " AND datname = current_database()")
          .isEmpty()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("nothing ever waited for the lock");
  }
}
