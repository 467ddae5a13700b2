package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.internal.load.Crew;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;

/**
 * Opens the sessions of a run; each is written down in the target and can be aborted. One that is
 * not needed any more waits for the next work, for a new one takes seven round trips.
 */
final class Sessions {
  private final ConnectionSource target;
  private final StopSignal stop;
  private final Ownership owner;
  private final Host host;
  private final Deque<PortSession> idle = new ConcurrentLinkedDeque<>();

  Sessions(ConnectionSource target, StopSignal stop, Ownership owner, Host host) {
    this.target = target;
    this.stop = stop;
    this.owner = owner;
    this.host = host;
  }

  /** Work on one item in a session. */
  @FunctionalInterface
  interface Work<T> {
    void on(T item) throws Exception;
  }

  /** Makes the work that one session does. */
  @FunctionalInterface
  interface Assignment<T> {
    Work<T> in(PortSession session);
  }

  /**
   * Works through items in several sessions, each with a thread of its own.
   *
   * @param purpose names threads and sessions
   * @param size the most sessions
   * @param items the items, in the order in which they are begun
   * @param assignment makes the work of each session
   * @throws Exception the first failure; all threads have ended by then
   */
  <T> void each(String purpose, int size, Collection<T> items, Assignment<T> assignment)
      throws Exception {
    Crew.<T>work(
        host.threads(),
        purpose,
        size,
        items,
        stop,
        () -> {
          PortSession session = open(purpose);
          Work<T> work = orClosed(session, () -> assignment.in(session));
          return new Crew.Hand<T>() {
            private boolean failed;

            @Override
            public void take(T item) throws Exception {
              failed = true;
              work.on(item);
              failed = false;
            }

            @Override
            public void close() throws SQLException {
              if (failed || stop.isStopped()) {
                Sessions.this.close(session);
              } else {
                idle.add(after(session, session::endTransaction));
              }
            }
          };
        });
  }

  /**
   * Does pieces of work that differ, in several sessions, each with a thread of its own.
   *
   * @throws Exception the first failure; all threads have ended by then
   */
  void eachOf(String purpose, int size, Collection<Work<PortSession>> pieces) throws Exception {
    this.<Work<PortSession>>each(purpose, size, pieces, session -> piece -> piece.on(session));
  }

  private PortSession open(String purpose) throws SQLException {
    PortSession waiting = idle.poll();
    if (waiting != null) {
      return after(waiting, () -> waiting.serve(purpose));
    }
    PortSession session = PortSession.open(target, purpose, host.lockTimeout());
    stop.watch(session);
    return after(session, () -> owner.register(session.connection()));
  }

  /** What is made with a session. */
  @FunctionalInterface
  private interface Making<R> {
    R make() throws SQLException;
  }

  /** The session once a step with it is done; it is closed if that fails. */
  private PortSession after(PortSession session, PortSession.Work step) throws SQLException {
    return orClosed(
        session,
        () -> {
          step.run();
          return session;
        });
  }

  /** Makes something with a session that nobody else has; if that fails, the session is closed. */
  private <R> R orClosed(PortSession session, Making<R> making) throws SQLException {
    try {
      return making.make();
    } catch (SQLException | RuntimeException | Error e) {
      try {
        close(session);
      } catch (SQLException | RuntimeException further) {
        e.addSuppressed(further);
      }
      throw e;
    }
  }

  private void close(PortSession session) throws SQLException {
    stop.forget(session);
    session.close();
  }

  /** Closes the sessions that are not needed any more; what they did is committed. */
  void release() {
    for (PortSession session = idle.poll(); session != null; session = idle.poll()) {
      try {
        close(session);
      } catch (SQLException e) {
        System.getLogger(Sessions.class.getName())
            .log(System.Logger.Level.DEBUG, "a session could not be closed", e);
      }
    }
  }
}
