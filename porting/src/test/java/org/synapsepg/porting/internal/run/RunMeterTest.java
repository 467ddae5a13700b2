package org.synapsepg.porting.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.core.ByteSize;
import org.synapsepg.porting.DiskNeed;
import org.synapsepg.porting.PortEstimate;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortEvent.Remaining;

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

  private record Played(List<PortEvent.Progress> progress, double end) {
    static double estimated(PortEvent.Progress p) {
      return (p.elapsed().toNanos() + p.remaining().orElseThrow().likely().toNanos()) / 1e9;
    }
  }

  /** What the meter tells on the way, with or without what preflight had told. */
  private static Played played(String run, Optional<PortEstimate> estimate) throws IOException {
    List<Line> lines = recorded(run);
    assertThat(lines.stream().filter(l -> l.what().equals("sent")).mapToLong(Line::rows).sum())
        .isGreaterThan(900_000);
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
          if (line.what().equals("PREPARING")) {
            begun = line.nanos();
            estimate.ifPresent(meter::told);
          }
          meter.enter(Phase.valueOf(line.what()));
        }
      }
    }
    Line last = lines.get(lines.size() - 1);
    assertThat(last.what()).isEqualTo("END");
    return new Played(
        told.stream()
            .filter(PortEvent.Progress.class::isInstance)
            .map(PortEvent.Progress.class::cast)
            .toList(),
        (last.nanos() - begun) / 1e9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-workers", "one-worker"})
  void afterATenthOfTheTimeTheEndIsKnownWithinAQuarter(String run) throws Exception {
    Played played = played(run, Optional.empty());
    double end = played.end();
    List<PortEvent.Progress> progress =
        played.progress().stream().filter(p -> p.elapsed().toNanos() / 1e9 >= 0.1 * end).toList();
    assertThat(progress).hasSizeGreaterThan(15);
    assertThat(progress)
        .allSatisfy(
            p ->
                assertThat(Played.estimated(p))
                    .as("after %s of %.2f s", p.elapsed(), end)
                    .isBetween(0.75 * end, 1.25 * end));
    for (int i = 1; i < progress.size(); i++) {
      assertThat(progress.get(i).share()).isGreaterThanOrEqualTo(progress.get(i - 1).share());
    }
  }

  @ParameterizedTest
  @CsvSource({"two-workers, 4", "two-workers, 14", "one-worker, 4", "one-worker, 14"})
  void startsFromWhatPreflightToldAndTheFirstTwentiethNarrowsIt(String run, int seconds)
      throws Exception {
    Played played = played(run, Optional.of(estimate(seconds)));
    PortEvent.Progress first = played.progress().get(0);
    assertThat(first.share()).isZero();
    assertThat(first.remaining().orElseThrow().likely().plus(first.elapsed()))
        .isEqualTo(Duration.ofSeconds(seconds));
    assertThat(first.remaining().orElseThrow().most().plus(first.elapsed()))
        .isEqualTo(Duration.ofSeconds(2L * seconds));
    assertThat(played.progress()).allSatisfy(p -> assertThat(p.remaining()).isPresent());
    double end = played.end();
    List<PortEvent.Progress> narrowed =
        played.progress().stream().filter(p -> p.share() >= 0.05).toList();
    assertThat(narrowed.get(0).share()).isLessThan(0.12);
    assertThat(narrowed)
        .allSatisfy(
            p -> {
              assertThat(Played.estimated(p))
                  .as("at %.2f of %.2f s", p.share(), end)
                  .isBetween(0.7 * end, 1.3 * end);
              Remaining left = p.remaining().orElseThrow();
              assertThat(left.most().toNanos())
                  .isLessThanOrEqualTo((long) (1.3 * left.likely().toNanos()) + 1);
            });
  }

  @Test
  void namesTheUnitThatEachEndOfTheRangeNeeds() {
    assertThat(new Remaining(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3)).render())
        .isEqualTo("0 to 3 s");
    assertThat(range(80).render()).isEqualTo("40 s to 2 min");
    assertThat(range(300).render()).isEqualTo("2 to 10 min");
  }

  /** The port takes half of it. */
  private static PortEstimate estimate(int seconds) {
    return new PortEstimate(
        range(seconds / 2),
        range(seconds),
        Duration.ofMillis(1),
        ByteSize.mebibytes(100),
        2,
        new DiskNeed(
            ByteSize.bytes(1),
            ByteSize.bytes(1),
            ByteSize.bytes(1),
            ByteSize.bytes(1),
            ByteSize.bytes(1),
            ByteSize.bytes(1),
            Optional.empty()));
  }

  private static Remaining range(int seconds) {
    return new Remaining(
        Duration.ofSeconds(seconds / 2),
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(2L * seconds));
  }
}
