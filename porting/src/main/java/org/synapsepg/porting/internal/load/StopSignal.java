package org.synapsepg.porting.internal.load;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.state.PortSession;

/**
 * Whether the run shall end, and how. Thread-safe. A stop ends the run at the next checkpoint; an
 * abort ends every session at once, which the server answers with a rollback.
 */
public final class StopSignal {
  private final Set<PortSession> sessions = ConcurrentHashMap.newKeySet();
  private final List<Interruptible> others = new CopyOnWriteArrayList<>();
  private volatile boolean stop;
  private volatile boolean abort;
  private volatile boolean failed;

  /** Something besides sessions that a stop reaches. */
  public interface Interruptible {
    /**
     * The run shall end.
     *
     * @param atOnce whether it shall not even come to a checkpoint
     */
    void end(boolean atOnce);
  }

  /** Asks for a stop at the next checkpoint. */
  public void stop() {
    stop = true;
    cancelRunning();
    others.forEach(other -> other.end(false));
  }

  /** Ends everything at once. */
  public void abort() {
    abort = true;
    stop = true;
    sessions.forEach(PortSession::abort);
    others.forEach(other -> other.end(true));
  }

  /** Tells the other threads of a run that one has failed. */
  public void fail() {
    failed = true;
    cancelRunning();
  }

  /** Cancels what may be cancelled; a statement may have begun since the stop was asked for. */
  public void cancelRunning() {
    if (isStopped()) {
      sessions.forEach(PortSession::cancel);
    }
  }

  /** Something that is told of a stop, at once if there was one. */
  public void watch(Interruptible other) {
    others.add(other);
    if (stop) {
      other.end(abort);
    }
  }

  /** Whether to stop at the next checkpoint. */
  public boolean isStopped() {
    return stop || failed;
  }

  /** Whether somebody asked for the end, rather than a failure. */
  public boolean isRequested() {
    return stop;
  }

  /** Whether everything was ended at once. */
  public boolean isAborted() {
    return abort;
  }

  /** A session that is ended by {@link #abort}. */
  public void watch(PortSession session) {
    sessions.add(session);
    if (abort) {
      session.abort();
    }
  }

  /** A session that is closed now. */
  public void forget(PortSession session) {
    sessions.remove(session);
  }

  /** What an interrupted thread throws. */
  public static PortException aborted(Throwable cause) {
    return new PortException(
        PortCode.ABORTED, "the run was ended at once; start the same job again to go on", cause);
  }
}
