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
import java.util.stream.IntStream;
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

  @TempDir Path folder;

  @Test
  void aSecondRunCompletesAfterAKill(PostgresServers servers, TestReporter report)
      throws Exception {
    long seed = Seed.of(KillTest.class);
    Random random = new Random(seed);
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 3, 1000);
    PostgresServer server = servers.newest();
    List<String> expected;
    List<Moment> moments = new ArrayList<>();
    try (TestDatabase target = server.newDatabase()) {
      MiniSynapse.prepare(target);
      Process child = child(file, target);
      try (BufferedReader lines = lines(child)) {
        String phase = "";
        long begun = System.nanoTime();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          phase = phaseAfter(line, phase);
          moments.add(new Moment(phase, (System.nanoTime() - begun) / 1000));
        }
        moments.add(new Moment("", (System.nanoTime() - begun) / 1000));
      }
      assertThat(child.waitFor()).isZero();
      assertThat(target.query("SELECT phase FROM synapse_pg_port.run")).containsExactly("COMPLETE");
      expected = MiniSynapse.content(target);
    }
    List<Callable<String>> kills = new ArrayList<>();
    for (int i = 0; i < KILLS; i++) {
      int number = i;
      // One phase after the other, so that none is left out however short it is.
      List<Integer> phase = eventsOf(moments, i);
      long from = moments.get(phase.get(0)).micros();
      long to = moments.get(phase.get(phase.size() - 1) + 1).micros();
      long micros = from + (long) (random.nextDouble() * (to - from));
      int last = phase.stream().filter(e -> moments.get(e).micros() <= micros).toList().size() - 1;
      int event = phase.get(last) + 1;
      int after = (int) ((micros - moments.get(event - 1).micros()) / 1000);
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
    assertThat(hit).as("phases that were hit").hasSizeGreaterThanOrEqualTo(5);
  }

  /** An event of the run that was observed, and when it came. */
  private record Moment(String phase, long micros) {}

  private static String phaseAfter(String line, String before) {
    return line.startsWith("PhaseStarted") ? line.replaceAll(".*=|\\]", "") : before;
  }

  private static List<Integer> eventsOf(List<Moment> moments, int number) {
    List<String> phases =
        moments.stream().map(Moment::phase).filter(p -> !p.isEmpty()).distinct().toList();
    String phase = phases.get(number % phases.size());
    return IntStream.range(0, moments.size())
        .filter(e -> moments.get(e).phase().equals(phase))
        .boxed()
        .toList();
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
        phase = phaseAfter(line, phase);
        line = lines.readLine();
      }
      phase = line == null ? phase : phaseAfter(line, phase);
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
