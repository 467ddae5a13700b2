package org.synapsepg.porting.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;

/**
 * The estimate of the time that is left, on recorded ports of a million rows: what the meter was
 * told, and when, with {@code END} where the run had ended. Each line: microseconds, what, rows,
 * bytes, work.
 */
class RunMeterTest {
  private record Line(long nanos, String what, long rows, long bytes, long work) {
    static Line of(String text) {
      String[] parts = text.split(" ", -1);
      return new Line(
          Long.parseLong(parts[0]) * 1000,
          parts[1],
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]));
    }
  }

  private static List<Line> recorded(String run) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(RunMeterTest.class.getResourceAsStream("run-" + run + ".txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(Line::of).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-workers", "one-worker"})
  void afterATenthOfTheTimeTheEndIsKnownWithinAQuarter(String run) throws Exception {
    List<Line> lines = recorded(run);
    long[] now = {0};
    List<PortEvent> told = new ArrayList<>();
    RunMeter meter = new RunMeter(told::add, () -> now[0]);
    long begun = 0;
    for (Line line : lines) {
      now[0] = line.nanos();
      switch (line.what()) {
        case "expect" -> meter.expect(line.rows(), line.bytes(), line.work());
        case "sent" -> meter.sent(line.rows(), line.bytes());
        case "begun" -> meter.restoring(line.work());
        case "restored" -> meter.restored("t", "i", line.work());
        case "worked" -> meter.worked(line.work());
        case "END" -> {}
        default -> {
          begun = line.what().equals("PREPARING") ? line.nanos() : begun;
          meter.enter(Phase.valueOf(line.what()));
        }
      }
    }
    Line last = lines.get(lines.size() - 1);
    assertThat(last.what()).isEqualTo("END");
    double end = (last.nanos() - begun) / 1e9;
    assertThat(lines.stream().filter(l -> l.what().equals("sent")).mapToLong(Line::rows).sum())
        .isGreaterThan(900_000);
    List<PortEvent.Progress> progress =
        told.stream()
            .filter(PortEvent.Progress.class::isInstance)
            .map(PortEvent.Progress.class::cast)
            .filter(p -> p.elapsed().toNanos() / 1e9 >= 0.1 * end)
            .toList();
    assertThat(progress).hasSizeGreaterThan(15);
    assertThat(progress)
        .allSatisfy(
            p -> {
              double estimated =
                  (p.elapsed().toNanos() + p.remaining().orElseThrow().likely().toNanos()) / 1e9;
              assertThat(estimated)
                  .as("after %s of %.2f s", p.elapsed(), end)
                  .isBetween(0.75 * end, 1.25 * end);
            });
    for (int i = 1; i < progress.size(); i++) {
      assertThat(progress.get(i).share()).isGreaterThanOrEqualTo(progress.get(i - 1).share());
    }
  }
}
