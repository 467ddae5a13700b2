package org.synapsepg.porting.internal.link;

import jakarta.annotation.Nullable;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * The opening of a session for which nobody waits longer than so long. A driver cannot be told to
 * give up; what it opens too late is closed by the thread that opened it. That thread is one of our
 * own even where a host gives threads, for it is needed only where the target does not answer, and
 * must not wait for another then.
 */
final class Opening {
  /** Opens. */
  @FunctionalInterface
  interface Work {
    /** Opens a session. */
    PortSession open() throws SQLException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition done = lock.newCondition();
  private @Nullable PortSession session;
  private @Nullable SQLException failure;
  private boolean ended;
  private boolean abandoned;

  private Opening() {}

  /**
   * Opens a session.
   *
   * @throws SQLException as the driver reports it, or of class 08 after the time has passed
   */
  static PortSession within(Work work, long millis) throws SQLException {
    Opening opening = new Opening();
    Threads.own().start("watch anew", () -> opening.run(work));
    return opening.await(millis);
  }

  private void run(Work work) {
    PortSession opened = null;
    SQLException failed = null;
    try {
      opened = work.open();
    } catch (SQLException e) {
      failed = e;
    }
    boolean late;
    lock.lock();
    try {
      late = abandoned;
      session = opened;
      failure = failed;
      ended = true;
      done.signalAll();
    } finally {
      lock.unlock();
    }
    if (late && opened != null) {
      opened.abort();
    }
  }

  private PortSession await(long millis) throws SQLException {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!ended && left > 0) {
        left = done.awaitNanos(left);
      }
      if (session != null) {
        return session;
      }
      if (failure != null) {
        throw failure;
      }
      abandoned = true;
      throw new SQLTimeoutException("the target takes connections and says nothing", "08006");
    } catch (InterruptedException e) {
      abandoned = true;
      Thread.currentThread().interrupt();
      throw new SQLTimeoutException("interrupted", "57014");
    } finally {
      lock.unlock();
    }
  }
}
