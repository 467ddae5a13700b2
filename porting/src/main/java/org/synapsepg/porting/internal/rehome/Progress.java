package org.synapsepg.porting.internal.rehome;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortListener;

/** Tells a listener how far a move has come; what the listener throws stays here. */
final class Progress {
  private static final System.Logger LOG = System.getLogger(Progress.class.getName());
  private static final Duration INTERVAL = Duration.ofMillis(200);

  /** What copying, building and comparing weigh, from {@code docs/locale.md}. */
  private static final double COPYING = 0.5;

  private static final double BUILDING = 0.35;

  private final PortListener listener;
  private final long started = System.nanoTime();
  private long told = started - INTERVAL.toNanos();
  private Phase phase = Phase.PREFLIGHT;
  private long rowsTotal;
  private long bytesTotal;
  private long rows;
  private long sent;
  private double share;
  private boolean failedBefore;

  Progress(PortListener listener) {
    this.listener = listener;
  }

  void enter(Phase next) {
    phase = next;
    tell(new PortEvent.PhaseStarted(next));
  }

  void expect(List<TableRows> tables) {
    rowsTotal = tables.stream().mapToLong(TableRows::rows).sum();
    bytesTotal = tables.stream().mapToLong(TableRows::bytes).sum();
  }

  void sent(long bytes) {
    sent += bytes;
    share = COPYING * Math.min(1, (double) sent / Math.max(1, bytesTotal));
    progress();
  }

  void copied(long more) {
    rows += more;
    rowsTotal = Math.max(rowsTotal, rows);
  }

  void built(double part) {
    share = COPYING + BUILDING * part;
    progress();
  }

  void compared(double part) {
    share = COPYING + BUILDING + (1 - COPYING - BUILDING) * part;
    progress();
  }

  long bytes() {
    return sent;
  }

  long rows() {
    return rows;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  private void progress() {
    long now = System.nanoTime();
    if (now - told >= INTERVAL.toNanos()) {
      told = now;
      tell(
          new PortEvent.Progress(
              phase,
              rows,
              rowsTotal,
              sent,
              Math.max(sent, bytesTotal),
              share,
              elapsed(),
              remaining()));
    }
  }

  private Optional<PortEvent.Remaining> remaining() {
    if (share < 0.05) {
      return Optional.empty();
    }
    double seconds = elapsed().toMillis() / 1000.0 * (1 - share) / share;
    return Optional.of(
        new PortEvent.Remaining(seconds(seconds * 0.6), seconds(seconds), seconds(seconds * 1.7)));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  void tell(PortEvent event) {
    try {
      listener.on(event);
    } catch (RuntimeException e) {
      LOG.log(failedBefore ? Level.DEBUG : Level.WARNING, "a listener failed on " + event, e);
      failedBefore = true;
    }
  }
}
