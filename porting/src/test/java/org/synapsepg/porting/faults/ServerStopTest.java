package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * The server is stopped as by {@code pg_ctl stop -m immediate} anywhere in a run, and started
 * again. What was reported as safe is there; the same job completes. The system property {@code
 * synapsepg.stops} says how many.
 */
@Tag("faults")
class ServerStopTest {
  private static final int STOPS = Integer.getInteger("synapsepg.stops", 21);

  /** The servers of tests do not wait for the disk unless told. */
  private static final Map<String, String> DURABLE = Map.of("synchronous_commit", "on");

  @TempDir Path folder;

  @Test
  void aRunCompletesOnceTheServerIsBack(TestReporter report) throws Exception {
    long seed = Seed.of(ServerStopTest.class);
    Random random = new Random(seed);
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 23, 600);
    long longest = 0;
    int stopped = 0;
    try (RestartableServer server = new RestartableServer(DURABLE)) {
      List<String> expected;
      AtomicInteger events = new AtomicInteger();
      try (TestDatabase target = server.server().newDatabase()) {
        MiniSynapse.prepare(target);
        try (PortRun run =
            HaltTest.job(file, target.source())
                .start(
                    event -> {
                      if (!(event instanceof PortEvent.Progress)) {
                        events.incrementAndGet();
                      }
                    })) {
          assertThat(run.await()).isInstanceOf(PortOutcome.Completed.class);
        }
        expected = MiniSynapse.content(target);
      }
      for (int i = 0; i < STOPS; i++) {
        int at = 1 + (int) ((i + random.nextDouble()) * events.get() / STOPS);
        try (TestDatabase target = server.server().newDatabase()) {
          MiniSynapse.prepare(target);
          CountDownLatch there = new CountDownLatch(at);
          PortOutcome first;
          try (PortRun run =
              HaltTest.job(file, target.source())
                  .start(
                      event -> {
                        if (!(event instanceof PortEvent.Progress)) {
                          there.countDown();
                        }
                      })) {
            assertThat(there.await(60, TimeUnit.SECONDS)).isTrue();
            long begun = System.nanoTime();
            server.stopImmediately();
            first = run.await(Duration.ofSeconds(60));
            assertThat(first).as("seed %d, stop %d: the run hangs", seed, i).isNotNull();
            longest = Math.max(longest, (System.nanoTime() - begun) / 1_000_000);
          }
          stopped += first instanceof PortOutcome.Completed ? 0 : 1;
          server.start();
          if (first instanceof PortOutcome.Completed) {
            assertThat(MiniSynapse.difference(expected, target))
                .as("seed %d, stop %d, after the end", seed, i)
                .isEmpty();
          }
          PortOutcome second = HaltTest.run(file, target.source());
          assertThat(second)
              .as("seed %d, stop %d after event %d: %s", seed, i, at, second)
              .isInstanceOf(PortOutcome.Completed.class);
          assertThat(MiniSynapse.difference(expected, target))
              .as("seed %d, stop %d after event %d", seed, i, at)
              .isEmpty();
        }
      }
    }
    report.publishEntry("stops that met a run", String.valueOf(stopped));
    report.publishEntry("longest wait for the end, ms", String.valueOf(longest));
  }

  /**
   * What a run reported as done survives a crash right after; the crash loses the server's counters
   * of written rows, and yet nobody is taken for having written.
   */
  @Test
  void whatWasReportedAsDoneIsThereAfterACrash() throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 29, 300);
    try (RestartableServer server = new RestartableServer(DURABLE);
        TestDatabase target = server.server().newDatabase()) {
      MiniSynapse.prepare(target);
      assertThat(HaltTest.run(file, target.source())).isInstanceOf(PortOutcome.Completed.class);
      server.stopImmediately();
      server.start();
      assertThat(target.query("SELECT phase FROM synapse_pg_port.run")).containsExactly("COMPLETE");
      PortOutcome again = HaltTest.run(file, target.source());
      assertThat(again).as(String.valueOf(again)).isInstanceOf(PortOutcome.Completed.class);
      assertThat(((PortOutcome.Completed) again).summary().rowsCopied()).isZero();
    }
  }
}
