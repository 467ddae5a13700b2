package org.synapsepg.porting.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How large the terminal is, asked again when it changes, and every two seconds in case nobody
 * tells; 80 by 24 where nobody knows. Asked by one thread, {@link #askAgain} by any.
 */
final class TerminalSize {
  private static final long EVERY_NANOS = 2_000_000_000L;
  private static final File TERMINAL = new File("/dev/tty");

  private int rows = 24;
  private int columns = 80;
  private volatile long asked = System.nanoTime() - EVERY_NANOS;

  void askAgain() {
    asked = System.nanoTime() - EVERY_NANOS;
  }

  int rows() {
    ask();
    return rows;
  }

  int columns() {
    ask();
    return columns;
  }

  private void ask() {
    if (System.nanoTime() - asked < EVERY_NANOS || !TERMINAL.canRead()) {
      return;
    }
    asked = System.nanoTime();
    try {
      Process stty = new ProcessBuilder("stty", "size").redirectInput(TERMINAL).start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String[] numbers = answer.strip().split(" ", -1);
      if (stty.waitFor(1, TimeUnit.SECONDS) && stty.exitValue() == 0 && numbers.length == 2) {
        rows = Math.max(1, Integer.parseInt(numbers[0]));
        columns = Math.max(10, Integer.parseInt(numbers[1]));
      }
    } catch (IOException | NumberFormatException e) {
      // No stty here: the last known size stays.
      rows = Math.max(1, rows);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
