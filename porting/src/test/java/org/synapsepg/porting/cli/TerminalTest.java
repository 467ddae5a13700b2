package org.synapsepg.porting.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;

/** What is shown where: on a terminal, on one of ASCII, in a log. */
class TerminalTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void colourIsForTerminalsThatDidNotSayNo() {
    assertThat(console(true, Map.of()).colour()).isTrue();
    assertThat(console(true, Map.of("NO_COLOR", "1")).colour()).isFalse();
    assertThat(console(false, Map.of()).colour()).isFalse();
  }

  @Test
  void onlyACharsetThatIsNamedKeepsTheDisplayAscii() {
    assertThat(console(true, Map.of()).unicode()).isTrue();
    assertThat(console(true, Map.of("LANG", "tr_TR.utf8")).unicode()).isTrue();
    assertThat(console(true, Map.of("LANG", "C")).unicode()).isFalse();
    assertThat(console(true, Map.of("LANG", "C", "LC_ALL", "C.UTF-8")).unicode()).isTrue();
    Board board = new Board(false, false);
    board.accept(new PortEvent.PhaseStarted(Phase.LOADING));
    board.accept(progress());
    board.accept(new PortEvent.TableStarted("event_json", 2, 1));
    for (int width = 1; width < 120; width++) {
      assertThat(String.join("", board.lines(width, 10, Duration.ZERO))).matches("\\p{ASCII}*");
    }
  }

  @Test
  void namesCannotSteerTheTerminal() {
    Board board = new Board(false, true);
    board.accept(new PortEvent.PhaseStarted(Phase.LOADING));
    board.accept(new PortEvent.TableStarted("evil\u001b[2J\n\u009b1m", 2, 1));
    board.accept(new PortEvent.Warned(Finding.of(PortCode.RUN_FAILED, "a\u001b]0;b\u0007\r\nc")));
    assertThat(String.join("", board.lines(100, 10, Duration.ZERO)).chars())
        .noneMatch(Character::isISOControl);
  }

  @Test
  void showsWhatWaitsAndHowFarTheComparisonIs() {
    Board board = new Board(false, true);
    board.accept(new PortEvent.PhaseStarted(Phase.VERIFYING));
    board.accept(new PortEvent.Queued(Phase.VERIFYING, List.of("events", "users", "rooms", "x")));
    board.accept(new PortEvent.TableVerified("events"));
    List<String> lines = board.lines(100, 10, Duration.ofSeconds(3_700));
    assertThat(lines.get(0)).contains("✓ finishing", "▶ verifying");
    assertThat(lines.get(1)).contains(" 25 %", "1:01:40");
    assertThat(lines).contains("  waiting: users, rooms, x");
    assertThat(board.lines(24, 10, Duration.ZERO)).contains("  waiting: 3");
  }

  @Test
  void aNarrowTerminalKeepsTheClock() {
    Board board = new Board(false, true);
    board.accept(new PortEvent.PhaseStarted(Phase.PREFLIGHT));
    assertThat(board.lines(100, 10, Duration.ofSeconds(62)).get(1))
        .isEqualTo("preflight  reading source and target; nothing is written yet  1:02");
    assertThat(board.lines(45, 10, Duration.ofSeconds(62)))
        .containsExactly("1/6 preflight reading source and targe…  1:02");
    assertThat(board.lines(20, 10, Duration.ofSeconds(62))).containsExactly("preflight 1:02");
  }

  @Test
  void leavesTheTerminalAsItWasWithEveryWarningInFull() {
    String warning = "the disk " + "of the server ".repeat(20) + "is nearly full";
    try (LiveDisplay display =
        new LiveDisplay(out, new Board(true, true), new TerminalSize(), true)) {
      display.on(new PortEvent.PhaseStarted(Phase.LOADING));
      display.on(new PortEvent.Warned(Finding.of(PortCode.RUN_FAILED, warning)));
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertThat(text).startsWith("\u001b[?1049h\u001b[?25l").contains("copying rows");
    assertThat(text.substring(text.indexOf("\u001b[?1049l"))).contains("\u001b[?25h", warning);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("synapse-pg display");
  }

  @Test
  void aLogGetsALineForEachPhaseAndNoControlSequence() {
    try (PlainDisplay display = new PlainDisplay(out, false)) {
      display.on(new PortEvent.PhaseStarted(Phase.PREFLIGHT));
      display.on(new PortEvent.PhaseStarted(Phase.LOADING));
      display.on(progress());
      display.on(new PortEvent.TableFinished("users", 1));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "preflight: reading source and target; nothing is written yet",
            "loading: copying rows",
            "loading 50 %, 1 of 2 rows, 1 rows/s");
  }

  private static PortEvent.Progress progress() {
    return new PortEvent.Progress(
        Phase.LOADING, 1, 2, 1, 2, 0.5, Duration.ofSeconds(1), Optional.empty());
  }

  private Console console(boolean terminal, Map<String, String> environment) {
    return new Console(out, out, environment, terminal);
  }
}
