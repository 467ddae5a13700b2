package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * Processes that port are killed ({@code kill -9}) in all phases; a second run must complete with
 * the same result. The system property {@code synapsepg.kills} says how many; {@code
 * synapsepg.seed} repeats a series.
 */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class KillTest {
  private static final int KILLS = Integer.getInteger("synapsepg.kills", 56);

  /** Up to so many milliseconds after the event that was waited for. */
  private static final int AFTER = 60;

  @TempDir Path folder;

  @Test
  void aSecondRunCompletesAfterAKill(PostgresServers servers, TestReporter report)
      throws Exception {
    long seed = Seed.of(KillTest.class);
    Random random = new Random(seed);
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 3, 1000);
    PostgresServer server = servers.newest();
    List<String> expected;
    int events = 0;
    try (TestDatabase target = server.newDatabase()) {
      MiniSynapse.prepare(target);
      Process child = child(file, target);
      try (BufferedReader lines = lines(child)) {
        while (lines.readLine() != null) {
          events++;
        }
      }
      assertThat(child.waitFor()).isZero();
      assertThat(target.query("SELECT phase FROM synapse_pg_port.run")).containsExactly("COMPLETE");
      expected = MiniSynapse.content(target);
    }
    List<Callable<String>> kills = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      int number = i;
      // Spread over the events, so that no phase is left out however short it is.
      int event = 1 + (int) ((long) i * events / KILLS);
      int after = random.nextInt(AFTER);
      kills.add(
          () -> {
            try (TestDatabase target = server.newDatabase()) {
              return kill(number, file, target, event, after, expected);
            }
          });
    }
    Map<String, Long> hit =
        TwoAtATime.run(kills).stream()
            .collect(Collectors.groupingBy(p -> p, TreeMap::new, Collectors.counting()));
    report.publishEntry("kills by phase", hit.toString());
    assertThat(hit).as("phases that were hit").hasSizeGreaterThanOrEqualTo(4);
  }

  private static String kill(
      int number, Path file, TestDatabase target, int event, int after, List<String> expected)
      throws Exception {
    MiniSynapse.prepare(target);
    Process child = child(file, target);
    String phase = "before the first event";
    try (BufferedReader lines = lines(child)) {
      String line = lines.readLine();
      for (int n = 1; n < event && line != null; n++) {
        if (line.startsWith("PhaseStarted")) {
          phase = line.replaceAll(".*=|\\]", "");
        }
        line = lines.readLine();
      }
      if (child.waitFor(after, TimeUnit.MILLISECONDS)) {
        phase = "after the end";
      }
      child.destroyForcibly().waitFor();
    }
    PortOutcome second = HaltTest.run(file, target.source());
    String where = "kill %d, %s, %d ms after event %d".formatted(number, phase, after, event);
    assertThat(second).as("%s: %s", where, second).isInstanceOf(PortOutcome.Completed.class);
    assertThat(MiniSynapse.difference(expected, target)).as(where).isEmpty();
    return phase;
  }

  private static BufferedReader lines(Process child) {
    return new BufferedReader(
        new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
  }

  private static Process child(Path file, TestDatabase target) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PortChild.class.getName(),
            file.toString(),
            target.jdbcUrl())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
