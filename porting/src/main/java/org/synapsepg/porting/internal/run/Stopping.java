package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import org.synapsepg.porting.internal.link.WatchedTarget;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.sqlite.Ending;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;

/**
 * How a request to stop reaches whatever a run is doing: what is being written goes on to its next
 * commit, what is only read ends at once. Any thread may ask.
 */
final class Stopping {
  /** SQLSTATE of a statement that was cancelled on request. */
  private static final String CANCELLED = "57014";

  /** SQLite's result code of a statement that was interrupted. */
  private static final int SQLITE_INTERRUPT = 9;

  private final StopSignal signal;
  private final WatchedTarget target;
  private final Ending converging = new Ending();

  /** Whether nothing is being written, so that a stop need not wait for anything. */
  private volatile boolean onlyReading = true;

  /**
   * A run that nobody has asked to stop.
   *
   * @param signal asks
   * @param settings what the run was asked to do
   */
  Stopping(StopSignal signal, RunSettings settings) {
    this.signal = signal;
    this.target = new WatchedTarget(settings.target(), settings.host().threads(), this::repeat);
  }

  /** The target, with all connections that a stop may have to end. */
  WatchedTarget target() {
    return target;
  }

  StopSignal signal() {
    return signal;
  }

  /** Ends the reading of a table whose rows are being reconciled. */
  Ending converging() {
    return converging;
  }

  /** Tells whether, from now on, nothing is being written. */
  void onlyReading(boolean so) {
    onlyReading = so;
  }

  /** A stop reaches what runs when it is asked for; this reaches what began a moment later. */
  private void repeat() {
    signal.cancelRunning();
    if (signal.isRequested() && onlyReading) {
      target.cancel();
    }
  }

  /** Carries a request to everything that reads. */
  void end(SqliteSnapshot source, boolean atOnce) {
    converging.end();
    if (atOnce || onlyReading) {
      source.endReads();
    }
    if (atOnce) {
      target.abort();
    }
    target.wake();
  }

  /** Whether something failed because the run was asked to stop. */
  boolean isStop(Throwable e) {
    if (!signal.isRequested() || signal.isAborted() || target.isLost()) {
      return false;
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CancellationException
          || (cause instanceof SQLException sql
              && (CANCELLED.equals(sql.getSQLState()) || sql.getErrorCode() == SQLITE_INTERRUPT))) {
        return true;
      }
    }
    return false;
  }
}
