package org.synapsepg.porting.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.PortEvent;

/**
 * Repaints a few lines of a terminal in place, or with {@code --curses} the whole screen. A
 * terminal of any size will do: lines are cut, the least important ones left out. Painted by a
 * thread of its own, so that the clock goes on and a new size of the terminal is seen while nothing
 * else happens.
 */
final class LiveDisplay implements Display {
  private static final long EVERY_MILLIS = 100;
  private static final int INLINE_LINES = 10;

  private final PrintStream out;
  private final Board board;
  private final TerminalSize size;
  private final boolean wholeScreen;
  private final long begun = System.nanoTime();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Finding> warnings = new ArrayList<>();
  private final Thread painter = new Thread(this::paintAgainAndAgain, "synapse-pg display");
  private List<Integer> lengthsShown = List.of();

  LiveDisplay(PrintStream out, Board board, TerminalSize size, boolean wholeScreen) {
    this.out = out;
    this.board = board;
    this.size = size;
    this.wholeScreen = wholeScreen;
    out.print(wholeScreen ? "\u001b[?1049h\u001b[?25l" : "\u001b[?25l");
    Signals.onResize(size::askAgain);
    painter.setDaemon(true);
    painter.start();
  }

  @Override
  public void on(PortEvent event) {
    lock.lock();
    try {
      if (event instanceof PortEvent.Warned warned
          && warned.finding().severity() != Severity.INFO) {
        warnings.add(warned.finding());
      }
      if (board.accept(event)) {
        paint();
      }
    } finally {
      lock.unlock();
    }
  }

  private void paintAgainAndAgain() {
    try {
      while (true) {
        lock.lock();
        try {
          paint();
        } finally {
          lock.unlock();
        }
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void paint() {
    int columns = size.columns();
    int height = wholeScreen ? size.rows() - 1 : Math.min(INLINE_LINES, size.rows() - 1);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
    List<String> lines = board.lines(columns - 1, Math.max(1, height), elapsed);
    StringBuilder text = new StringBuilder(back(columns));
    for (String line : lines) {
      text.append(line).append("\u001b[K\n");
    }
    text.append("\u001b[J");
    lengthsShown = lines.stream().map(LiveDisplay::columnsOf).toList();
    out.print(text);
    out.flush();
  }

  /** To the first of the lines shown; those that a narrower terminal wrapped take several. */
  private String back(int columns) {
    int rows = lengthsShown.stream().mapToInt(n -> Math.max(1, (n + columns - 1) / columns)).sum();
    return wholeScreen ? "\u001b[H" : rows > 0 ? "\u001b[" + rows + "F" : "";
  }

  private static int columnsOf(String line) {
    String seen = line.replaceAll("\u001b\\[[0-9]*m", "");
    return seen.codePointCount(0, seen.length());
  }

  /** Leaves the terminal as it was, with the warnings in full where the display had been. */
  @Override
  public void close() {
    painter.interrupt();
    boolean interrupted = false;
    while (painter.isAlive()) {
      try {
        painter.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    out.print(wholeScreen ? "\u001b[?1049l" : back(size.columns()) + "\u001b[J");
    out.print("\u001b[?25h");
    warnings.forEach(finding -> out.println(finding.render()));
    out.flush();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
