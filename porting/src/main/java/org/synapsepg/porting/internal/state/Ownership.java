package org.synapsepg.porting.internal.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;

/**
 * Who may write. An advisory lock keeps a second run out while the first one's connection lives;
 * the epoch in the run's row keeps a first run out whose lock was lost without its knowledge: every
 * transaction locks that row and looks whether the epoch is still its own.
 */
public final class Ownership {
  /** The advisory lock's key: "synapgpo" in ASCII. */
  private static final long LOCK = 0x73796e617067706fL;

  private static final long PATIENCE_NANOS = 1_500_000_000L;

  /** The holder's sign of life comes every second; one that is late may still come. */
  private static final long LATE_MILLIS = 3_000;

  private static final long DEAD_MILLIS = 8_000;

  /** What is no number, and so an error of the server that names it, in any language. */
  private static final String REFUSED = "synapse-pg: superseded";

  private final long epoch;

  private Ownership(long epoch) {
    this.epoch = epoch;
  }

  /**
   * Takes the lock that only one run may hold. The session of a run that was killed a moment ago
   * still has it until the server notices that its client is gone, so this asks again for a second
   * and a half before it gives up. The session of a run whose machine or network is gone would keep
   * it for long; a run that shows no sign of life for eight seconds is overtaken.
   *
   * @param control the session that is to hold the lock
   * @return false when another run holds it
   * @throws InterruptedException if this thread is interrupted meanwhile
   */
  public static boolean tryLock(PortSession control) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    long unheard = System.nanoTime();
    while (!tryLockOnce(control)) {
      OptionalLong silent = holderSilentMillis(control);
      if (silent.isPresent()) {
        unheard = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(silent.getAsLong());
      }
      long silentMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - unheard);
      if (silentMillis >= DEAD_MILLIS) {
        endHolder(control);
      } else if (System.nanoTime() > deadline && silent.isPresent() && silentMillis < LATE_MILLIS) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(25);
    }
    return true;
  }

  private static final String HOLDER =
      " FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()"
          + " LEFT JOIN pg_stat_activity w ON w.datname = d.datname"
          + " AND w.application_name = 'synapse-pg "
          + PortSession.WATCH
          + "' || l.pid WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
          + " AND l.classid::bigint = "
          + (LOCK >>> 32)
          + " AND l.objid::bigint = "
          + (LOCK & 0xFFFFFFFFL);

  /** For how long the holder has shown no sign of life; nothing if it has no session that would. */
  private static OptionalLong holderSilentMillis(PortSession control) throws SQLException {
    try (Statement statement = control.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT (1000 * extract(epoch FROM clock_timestamp() -"
                    + " max(w.state_change)))::bigint"
                    + HOLDER)) {
      row.next();
      long silent = row.getLong(1);
      return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(silent);
    }
  }

  private static void endHolder(PortSession control) throws SQLException {
    try (Statement statement = control.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT pg_terminate_backend(pid) FROM (SELECT DISTINCT l.pid" + HOLDER + ") p")) {
      while (rows.next()) {
        rows.getBoolean(1);
      }
    }
  }

  private static boolean tryLockOnce(PortSession control) throws SQLException {
    try (PreparedStatement statement =
        control.connection().prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      statement.setLong(1, LOCK);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Gives the advisory lock back. */
  public static void unlock(PortSession control) throws SQLException {
    control.execute("SELECT pg_advisory_unlock(" + LOCK + ")");
  }

  /**
   * Makes the caller the only one who may write, within the caller's transaction. Sessions of
   * earlier owners that are still there, such as an index build that outlived its client, are ended
   * first; they would hold locks.
   *
   * @param control the session that holds the advisory lock, in a transaction
   * @param source the source's fingerprint
   * @return the ownership, in effect once the transaction is committed
   */
  public static Ownership take(PortSession control, String source) throws SQLException {
    Connection connection = control.connection();
    StateSchema.ensure(connection);
    endLeftovers(connection);
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO synapse_pg_port.run AS r (format, epoch, phase, source)"
                + " VALUES (?, 1, 'LOADING', ?) ON CONFLICT (only_row)"
                + " DO UPDATE SET epoch = r.epoch + 1, source = excluded.source"
                + " RETURNING epoch")) {
      statement.setInt(1, StateSchema.FORMAT);
      statement.setString(2, source);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        Ownership ownership = new Ownership(row.getLong(1));
        try (Statement clear = connection.createStatement()) {
          clear.execute("DELETE FROM synapse_pg_port.backend");
        }
        ownership.register(connection);
        return ownership;
      }
    }
  }

  /** Ends sessions that earlier owners registered; a number that was given anew is not theirs. */
  private static void endLeftovers(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT pg_terminate_backend(a.pid) FROM synapse_pg_port.backend b"
                    + " JOIN pg_stat_activity a USING (pid, backend_start)"
                    + " WHERE a.pid <> pg_backend_pid()")) {
      while (rows.next()) {
        rows.getBoolean(1);
      }
    }
  }

  /** Writes down that a connection works for this owner, so that a later one can end it. */
  public void register(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO synapse_pg_port.backend (epoch, pid, backend_start)"
                + " SELECT ?, pid, backend_start FROM pg_stat_activity"
                + " WHERE pid = pg_backend_pid()")) {
      statement.setLong(1, epoch);
      statement.execute();
    }
  }

  /**
   * Proves within a transaction that the run is still this owner's, and keeps it so until the
   * transaction ends.
   *
   * @throws PortException with {@link PortCode#SUPERSEDED} if another run has taken over
   */
  public void fence(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT 1 FROM synapse_pg_port.run WHERE epoch = ? FOR SHARE")) {
      statement.setLong(1, epoch);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw superseded();
        }
      }
    }
  }

  /**
   * A statement that changes rows of the state and fails unless the run is still this owner's and
   * so many rows were there to be changed. A commit may be sent right behind it, for the server
   * does not look at it after a failure.
   *
   * @param change an UPDATE or DELETE that joins the table {@code owner}
   * @param rows how many rows it has to change
   */
  String proving(String change, int rows) {
    return "WITH owner AS (SELECT 1 FROM synapse_pg_port.run WHERE epoch = "
        + epoch
        + " FOR SHARE), changed AS ("
        + change
        + " RETURNING 1) SELECT CASE WHEN count(*) = "
        + rows
        + " THEN '1' ELSE '"
        + REFUSED
        + "' END::int FROM changed";
  }

  /**
   * Runs what holds such a statement.
   *
   * @throws PortException with {@link PortCode#SUPERSEDED} if another run has taken over
   */
  static void proved(PortSession.Work work) throws SQLException {
    try {
      work.run();
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains(REFUSED)) {
        throw superseded();
      }
      throw e;
    }
  }

  /** Moves the run on to a phase, within a transaction, under the same proof. */
  public void enter(Connection connection, RunPhase phase) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE synapse_pg_port.run SET phase = ?, completed_at ="
                + " CASE WHEN ? = 'COMPLETE' THEN now() END WHERE epoch = ?")) {
      statement.setString(1, phase.name());
      statement.setString(2, phase.name());
      statement.setLong(3, epoch);
      if (statement.executeUpdate() == 0) {
        throw superseded();
      }
    }
  }

  /** The number of this owner. */
  public long epoch() {
    return epoch;
  }

  static PortException superseded() {
    return new PortException(
        PortCode.SUPERSEDED,
        "another run has taken this target over; what was committed so far is part of its work",
        null);
  }
}
