package org.synapsepg.porting.internal.load;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.state.PortSession;

/**
 * Whether the run shall end, and how. Thread-safe. A stop ends the run at the next checkpoint; an
 * abort ends every session at once, which the server answers with a rollback.
 */
public final class StopSignal {
  private final Set<PortSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean stop;
  private volatile boolean abort;
  private volatile boolean failed;

  /** Asks for a stop at the next checkpoint. */
  public void stop() {
    stop = true;
    sessions.forEach(PortSession::cancel);
  }

  /** Ends everything at once. */
  public void abort() {
    abort = true;
    stop = true;
    sessions.forEach(PortSession::abort);
  }

  /** Tells the other threads of a run that one has failed. */
  public void fail() {
    failed = true;
    sessions.forEach(PortSession::cancel);
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
