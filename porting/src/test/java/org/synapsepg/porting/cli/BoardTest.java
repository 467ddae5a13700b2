package org.synapsepg.porting.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;

/** The live display fits every terminal. */
class BoardTest {
  private static final Duration TIME = Duration.ofSeconds(61);

  @Test
  void fitsEveryWidthAndHeight() {
    for (boolean colour : new boolean[] {false, true}) {
      Board board = busy(colour);
      for (int width = 1; width <= 200; width++) {
        for (int height = 1; height <= 40; height++) {
          List<String> lines = board.lines(width, height, Duration.ofSeconds(4_000));
          assertThat(lines).hasSizeLessThanOrEqualTo(height).isNotEmpty();
          for (String line : lines) {
            String seen = line.replaceAll("\u001b\\[[0-9]*m", "");
            assertThat(seen.codePointCount(0, seen.length()))
                .as("%d columns: %s", width, seen)
                .isLessThanOrEqualTo(width);
          }
        }
      }
    }
  }

  @Test
  void hasNoControlSequencesWithoutColour() {
    assertThat(String.join("", busy(false).lines(120, 20, TIME))).doesNotContain("\u001b");
    assertThat(String.join("", busy(true).lines(120, 20, TIME))).contains("\u001b[32m");
  }

  @Test
  void keepsWhatMattersOnANarrowTerminal() {
    assertThat(busy(false).lines(30, 3, TIME).get(0)).startsWith("loading").contains(" 42 %");
    assertThat(String.join("\n", busy(false).lines(100, 20, TIME)))
        .contains("event_json", "1,480,000 of 3,500,000,000 rows", "4 to 6 s left", "! disk");
    Board stopping = busy(false);
    stopping.accept(new PortEvent.StopRequested(false));
    assertThat(stopping.lines(30, 3, TIME)).contains("stopping at the next checkpoi…");
    assertThat(String.join("\n", stopping.lines(100, 20, TIME))).doesNotContain("left");
  }

  private static Board busy(boolean colour) {
    Board board = new Board(colour, true);
    board.accept(new PortEvent.PhaseStarted(PortEvent.Phase.LOADING));
    for (String table :
        List.of("event_json", "e2e_room_keys_with_a_name_that_goes_on_and_on", "x")) {
      board.accept(new PortEvent.TableStarted(table, 9_000_000_000L, 1));
      board.accept(new PortEvent.CheckpointSaved(table, 8_999_999_999L));
    }
    board.accept(
        new PortEvent.Progress(
            PortEvent.Phase.LOADING,
            1_480_000,
            3_500_000_000L,
            1,
            2,
            0.42,
            Duration.ofSeconds(61),
            Optional.of(
                new PortEvent.Remaining(
                    Duration.ofSeconds(4), Duration.ofSeconds(5), Duration.ofSeconds(6)))));
    board.accept(new PortEvent.Warned(Finding.of(PortCode.RUN_FAILED, "disk 🐘 nearly full")));
    return board;
  }
}
