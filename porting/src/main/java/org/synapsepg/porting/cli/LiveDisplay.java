package org.synapsepg.porting.cli;

import java.io.PrintStream;
import java.util.List;
import org.synapsepg.porting.PortEvent;

/**
 * Repaints a few lines of a terminal in place, or with {@code --curses} the whole screen. A
 * terminal of any size will do: lines are cut, the least important ones left out.
 */
final class LiveDisplay implements Display {
  private static final long EVERY_NANOS = 100_000_000L;
  private static final int INLINE_LINES = 8;

  private final PrintStream out;
  private final Board board;
  private final TerminalSize size;
  private final boolean wholeScreen;
  private int linesShown;
  private long lastPaint = System.nanoTime() - EVERY_NANOS;

  LiveDisplay(PrintStream out, Board board, TerminalSize size, boolean wholeScreen) {
    this.out = out;
    this.board = board;
    this.size = size;
    this.wholeScreen = wholeScreen;
    out.print(wholeScreen ? "\u001b[?1049h\u001b[?25l" : "\u001b[?25l");
  }

  @Override
  public void on(PortEvent event) {
    boolean now = board.accept(event);
    if (now || System.nanoTime() - lastPaint >= EVERY_NANOS) {
      paint();
    }
  }

  private void paint() {
    lastPaint = System.nanoTime();
    int height = wholeScreen ? size.rows() : Math.min(INLINE_LINES, size.rows());
    List<String> lines = board.lines(size.columns() - 1, height);
    StringBuilder text = new StringBuilder();
    text.append(wholeScreen ? "\u001b[H" : linesShown > 0 ? "\u001b[" + linesShown + "F" : "");
    for (String line : lines) {
      text.append(line).append("\u001b[K\n");
    }
    text.append("\u001b[J");
    linesShown = lines.size();
    out.print(text);
    out.flush();
  }

  @Override
  public void close() {
    if (!wholeScreen) {
      paint();
    }
    out.print(wholeScreen ? "\u001b[?1049l\u001b[?25h" : "\u001b[?25h");
    out.flush();
  }
}
