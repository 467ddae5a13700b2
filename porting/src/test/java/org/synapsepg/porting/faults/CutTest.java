package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * Connections are cut in every way a network has, anywhere in a run. The run must end by itself,
 * and a second one, over a sound network but while the server may still hold sessions of the first,
 * must complete with the same result. The system property {@code synapsepg.cuts} says how many.
 */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class CutTest {
  private static final int CUTS = Integer.getInteger("synapsepg.cuts", 108);

  /** They wait more than they work. */
  private static final int AT_ONCE = 6;

  /** What is promised, while the machine answers. */
  private static final long PROMISED_MILLIS = 10_000;

  /** Nobody waits longer for the end of a test. */
  private static final Duration HANGS = Duration.ofSeconds(60);

  @TempDir Path folder;

  private record Ended(CutProxy.Cut cut, boolean fired, long millis, long stolen) {}

  @Test
  void aRunEndsByItselfAndASecondOneCompletes(PostgresServers servers, TestReporter report)
      throws Exception {
    long seed = Seed.of(CutTest.class);
    Random random = new Random(seed);
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 11, 300);
    PostgresServer server = servers.newest();
    List<String> expected;
    long bytes;
    try (TestDatabase target = server.newDatabase();
        CutProxy proxy =
            new CutProxy(server.port(), CutProxy.Cut.RESET, Long.MAX_VALUE, () -> {})) {
      MiniSynapse.prepare(target);
      PortOutcome whole = HaltTest.run(file, proxy.to(target));
      assertThat(whole).as(String.valueOf(whole)).isInstanceOf(PortOutcome.Completed.class);
      expected = MiniSynapse.content(target);
      bytes = proxy.passed();
    }
    List<Callable<Ended>> cuts = new ArrayList<>();
    CutProxy.Cut[] ways = CutProxy.Cut.values();
    for (int i = 0; i < CUTS; i++) {
      CutProxy.Cut way = ways[i % ways.length];
      // The last bytes of a run may be those of the session that is closed last.
      long after = 1 + (long) (random.nextDouble() * bytes * 0.97);
      cuts.add(
          () -> {
            try (TestDatabase target = server.newDatabase()) {
              return cut(server, file, target, way, after, expected);
            }
          });
    }
    Map<CutProxy.Cut, Long> longest = new EnumMap<>(CutProxy.Cut.class);
    int fired = 0;
    long stolen = 0;
    for (Ended each : TwoAtATime.run(AT_ONCE, cuts)) {
      longest.merge(each.cut(), each.millis(), Math::max);
      stolen = Math.max(stolen, each.stolen());
      fired += each.fired() ? 1 : 0;
    }
    report.publishEntry("cuts", String.valueOf(fired));
    report.publishEntry("longest wait for the end, ms", longest.toString());
    report.publishEntry("most time stolen from one, ms", String.valueOf(stolen));
    assertThat(fired).as("cuts").isGreaterThanOrEqualTo(CUTS * 100 / 108);
  }

  private static Ended cut(
      PostgresServer server,
      Path file,
      TestDatabase target,
      CutProxy.Cut way,
      long after,
      List<String> expected)
      throws Exception {
    String where = "%s after %d bytes".formatted(way, after);
    MiniSynapse.prepare(target);
    AtomicLong before = new AtomicLong();
    try (StolenTime time = new StolenTime();
        CutProxy proxy = new CutProxy(server.port(), way, after, () -> before.set(time.millis()))) {
      long millis;
      long stolen;
      try (PortRun run = HaltTest.job(file, proxy.to(target)).start()) {
        PortOutcome first = run.await(HANGS);
        assertThat(first).as("%s: the run hangs", where).isNotNull();
        millis = proxy.isFired() ? proxy.millisSinceFired() : 0;
        stolen = time.millis() - before.get();
      }
      assertThat(millis - stolen)
          .as("%s: time to the end of the run, %d ms of it stolen", where, stolen)
          .isLessThan(PROMISED_MILLIS);
      PortOutcome second = HaltTest.run(file, target.source());
      assertThat(second).as("%s: %s", where, second).isInstanceOf(PortOutcome.Completed.class);
      assertThat(MiniSynapse.difference(expected, target)).as(where).isEmpty();
      return new Ended(way, proxy.isFired(), millis, stolen);
    }
  }
}
