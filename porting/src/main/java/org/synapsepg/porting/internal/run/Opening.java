package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.threads.Answer;

/**
 * The opening of a run's first session, while the source is opened: both wait, one for the server
 * and one for SQLite's library. A session that nobody takes is closed again. For one thread.
 */
final class Opening implements AutoCloseable {
  private final Answer<PortSession> session;
  private boolean taken;

  private Opening(Answer<PortSession> session) {
    this.session = session;
  }

  /**
   * Begins to open the session.
   *
   * @param target opens the connection
   * @param host says where that is done, and how long locks are waited for
   */
  static Opening begin(ConnectionSource target, Host host) {
    return new Opening(
        host.threads()
            .ask("control", () -> PortSession.open(target, "control", host.lockTimeout())));
  }

  /** Waits for the session, which is the caller's from now on. */
  PortSession take() throws SQLException, InterruptedException {
    PortSession opened = session.get();
    taken = true;
    return opened;
  }

  /** Waits for the end of the opening; it takes as long as the server lets it take. */
  @Override
  public void close() throws SQLException {
    session.joinUninterruptibly();
    if (taken) {
      return;
    }
    PortSession opened;
    try {
      opened = take();
    } catch (SQLException | RuntimeException e) {
      // There is no session, and whoever asked for one was told why.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    opened.close();
  }
}
