package org.synapsepg.porting.internal.link;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.internal.state.PortSession;

/**
 * A session that says twice a second that the run lives, and asks at the same time what the server
 * makes of the others. It is opened when it is first needed, and again after it was lost. For one
 * thread.
 */
final class Heartbeat {
  /** An answer takes a millisecond; a server that is so busy is not dead, so it is asked anew. */
  private static final int ANSWER_MILLIS = 1_500;

  /** A driver may try twice, each time for seconds; nobody waits longer for a new session. */
  private static final int OPENING_MILLIS = 2_500;

  private final ConnectionSource target;
  private volatile @Nullable PortSession session;
  private volatile int networkTimeout;

  /** Whether the target has ever answered; only one that does no more is not waited for. */
  private boolean answered;

  Heartbeat(ConnectionSource target) {
    this.target = target;
  }

  /**
   * Asks which of the run's processes do not wait for their client.
   *
   * @param holder the process that holds the run's lock, by which others find this session
   * @param pids the processes to ask for
   * @return those of them that are there and at work
   * @throws SQLException if the server answers neither this session nor a new one
   */
  Set<Integer> beat(int holder, Collection<Integer> pids) throws SQLException {
    PortSession open = session;
    if (open != null) {
      try {
        return ask(open.connection(), pids);
      } catch (SQLException e) {
        end();
      }
    }
    PortSession fresh =
        answered
            ? Opening.within(
                () -> PortSession.open(this::open, PortSession.WATCH + holder), OPENING_MILLIS)
            : PortSession.open(this::open, PortSession.WATCH + holder);
    answered = true;
    session = fresh;
    return ask(fresh.connection(), pids);
  }

  private Connection open() throws SQLException {
    Connection connection = target.open();
    networkTimeout = connection.getNetworkTimeout();
    connection.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
    return connection;
  }

  private static Set<Integer> ask(Connection connection, Collection<Integer> pids)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pid FROM pg_stat_activity WHERE pid = ANY (?)"
                + " AND wait_event_type IS DISTINCT FROM 'Client'")) {
      statement.setArray(1, connection.createArrayOf("int4", pids.toArray()));
      Set<Integer> working = new HashSet<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          working.add(row.getInt(1));
        }
      }
      return working;
    }
  }

  /** Whether the server said no, rather than nothing. */
  static boolean isAnswer(SQLException e) {
    String state = e.getSQLState();
    return state != null && !state.startsWith("08");
  }

  /** Ends the session at once, from any thread. */
  void end() {
    PortSession open = session;
    if (open != null) {
      session = null;
      open.abort();
    }
  }

  /** Gives the connection back as it was. */
  void close() {
    PortSession open = session;
    session = null;
    if (open != null) {
      try {
        open.connection().setNetworkTimeout(Runnable::run, networkTimeout);
        open.close();
      } catch (SQLException e) {
        open.abort();
      }
    }
  }
}
