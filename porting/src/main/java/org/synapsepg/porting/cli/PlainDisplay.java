package org.synapsepg.porting.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;

/**
 * One line at a time, for logs and pipes: phases, warnings, and how far the port is, at most once a
 * second.
 */
final class PlainDisplay implements Display {
  private static final long EVERY_NANOS = 1_000_000_000L;

  private final PrintStream out;
  private final boolean verbose;
  private long lastProgress = System.nanoTime() - EVERY_NANOS;
  private int compared;
  private int toCompare;

  PlainDisplay(PrintStream out, boolean verbose) {
    this.out = out;
    this.verbose = verbose;
  }

  @Override
  public void on(PortEvent event) {
    if (event instanceof PortEvent.Progress progress) {
      if (isTime()) {
        out.println(progress.render());
      }
    } else if (event instanceof PortEvent.Warned warned) {
      if (verbose || warned.finding().severity() != Severity.INFO) {
        out.println(warned.finding().render());
      }
    } else if (event instanceof PortEvent.PhaseStarted started) {
      out.println(word(started.phase()) + ": " + Board.describe(started.phase()));
    } else if (event instanceof PortEvent.Queued queued) {
      toCompare = queued.phase() == Phase.VERIFYING ? queued.items().size() : 0;
    } else if (event instanceof PortEvent.StopRequested stop) {
      out.println(
          stop.atOnce()
              ? "Stopping at once; the same command goes on from the last checkpoint."
              : "Stopping at the next checkpoint; once more stops at once.");
    } else {
      onItem(event);
    }
    out.flush();
  }

  private void onItem(PortEvent event) {
    if (event instanceof PortEvent.TableVerified) {
      compared++;
      if (isTime()) {
        out.printf(Locale.ROOT, "verifying: %,d of %,d tables%n", compared, toCompare);
      }
    } else if (event instanceof PortEvent.TableFinished table && verbose) {
      out.printf(Locale.ROOT, "%s: %,d rows%n", table.table(), table.rows());
    } else if (event instanceof PortEvent.Restored restored && verbose) {
      out.println("restored " + restored.name() + " on " + restored.table());
    }
  }

  private boolean isTime() {
    long now = System.nanoTime();
    boolean time = now - lastProgress >= EVERY_NANOS;
    lastProgress = time ? now : lastProgress;
    return time;
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }
}
