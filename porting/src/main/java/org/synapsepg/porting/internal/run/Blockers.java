package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;

/** Names the sessions that a port waited for in vain. */
final class Blockers {
  /** SQLSTATE of a lock that was not given in time. */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String OTHERS =
      """
      SELECT DISTINCT a.pid || ' (role ' || coalesce(a.usename, '?')
             || CASE WHEN a.application_name = '' THEN '' ELSE ', ' || a.application_name END
             || ', ' || coalesce(a.state, '?')
             || coalesce(', in a transaction since ' || date_trunc('second', a.xact_start), '')
             || coalesce(', last statement at ' || date_trunc('second', a.query_start), '') || ')'
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.granted AND l.locktype = 'relation'
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.pid <> pg_backend_pid() AND a.application_name NOT LIKE 'synapse-pg %'
        AND l.relation >= 16384 AND a.backend_type = 'client backend'
      ORDER BY 1
      """;

  private Blockers() {}

  /** What to add to the message of an error; nothing unless it is about a lock. */
  static String after(SQLException e, ConnectionSource target) {
    if (!LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
      return "";
    }
    try (Connection connection = target.open()) {
      List<String> sessions = holding(connection);
      return sessions.isEmpty()
          ? "; no other session holds a lock on the target's tables any more"
          : "; sessions that hold locks on the target's tables: "
              + String.join("; ", sessions)
              + ". End them (pg_terminate_backend), then run again";
    } catch (SQLException further) {
      return "; who held the lock could not be asked: " + ServerProblem.describe(further);
    }
  }

  /** A warning if others hold locks now; nothing is known of how long they will. */
  static Findings before(Connection connection) throws SQLException {
    List<String> sessions = holding(connection);
    return sessions.isEmpty()
        ? Findings.none()
        : Findings.of(
            Finding.of(
                    PreflightCode.TARGET_LOCKED,
                    "other sessions hold locks on the target's tables: "
                        + String.join("; ", sessions))
                .withHint(
                    "end them, or see that their transactions end: a port waits 60 s for each"
                        + " lock"));
  }

  /** Other sessions with locks on tables of this database. */
  static List<String> holding(Connection connection) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(OTHERS)) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }
}
