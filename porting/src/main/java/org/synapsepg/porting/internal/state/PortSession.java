package org.synapsepg.porting.internal.state;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.postgresql.PGConnection;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.PgVersion;
import org.synapsepg.porting.internal.plan.Identifiers;

/**
 * A connection to the target with the settings that a port needs whatever role or database say
 * about them: no timeouts that would end long work, one search path, commits that need not wait for
 * the disk. Closing gives the connection back with the settings it came with. For one thread, but
 * {@link #abort} may be called by any.
 */
public final class PortSession implements AutoCloseable {
  /** The purpose of the session that shows that a run lives, before the lock holder's number. */
  public static final String WATCH = "watch ";

  /** How long a statement waits for a lock unless the caller says otherwise. */
  public static final Duration LOCK_TIMEOUT = Duration.ofSeconds(60);

  private static final String NAME = "synapse-pg ";

  private final Connection connection;
  private final Map<String, String> before = new LinkedHashMap<>();
  private final boolean autoCommitBefore;
  private final String schema;
  private volatile boolean aborted;
  private volatile @Nullable Statement cancellable;
  private volatile boolean allCancellable;

  private PortSession(Connection connection, String purpose, Duration lockTimeout)
      throws SQLException {
    this.connection = connection;
    this.autoCommitBefore = connection.getAutoCommit();
    connection.setAutoCommit(true);
    this.schema = apply(settings(purpose, lockTimeout));
  }

  /**
   * Opens a session in the schema where the role's unqualified names lead.
   *
   * @param target opens the connection
   * @param purpose what it is for, shown in {@code pg_stat_activity}
   * @return the session, in auto-commit mode
   * @throws SQLException as the driver throws it
   */
  public static PortSession open(ConnectionSource target, String purpose) throws SQLException {
    return open(target, purpose, LOCK_TIMEOUT);
  }

  /**
   * The same with a limit of the caller's.
   *
   * @param target opens the connection
   * @param purpose what it is for, shown in {@code pg_stat_activity}
   * @param lockTimeout how long a statement waits for a lock
   * @return the session, in auto-commit mode
   * @throws SQLException as the driver throws it
   */
  public static PortSession open(ConnectionSource target, String purpose, Duration lockTimeout)
      throws SQLException {
    Connection connection = target.open();
    try {
      return new PortSession(connection, purpose, lockTimeout);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** The number that a query gives. */
  public long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Map<String, String> settings(String purpose, Duration lockTimeout) throws SQLException {
    int major = PgVersion.of(connection.getMetaData().getDatabaseMajorVersion()).major();
    Map<String, String> wanted = new LinkedHashMap<>();
    wanted.put("application_name", NAME + purpose);
    wanted.put("statement_timeout", "0");
    wanted.put("idle_in_transaction_session_timeout", "0");
    if (major >= 14) {
      wanted.put("idle_session_timeout", "0");
    }
    if (major >= 17) {
      wanted.put("transaction_timeout", "0");
    }
    wanted.put("lock_timeout", lockTimeout.toMillis() + "ms");
    wanted.put("default_transaction_isolation", "read committed");
    wanted.put("synchronous_commit", "off");
    wanted.put("maintenance_work_mem", "256MB");
    wanted.put("work_mem", "64MB");
    wanted.put("jit", "off");
    wanted.put("tcp_keepalives_idle", "10");
    wanted.put("tcp_keepalives_interval", "5");
    wanted.put("tcp_keepalives_count", "4");
    wanted.put("client_min_messages", "warning");
    return wanted;
  }

  /** Remembers what is set, and sets; one round trip. */
  private String apply(Map<String, String> wanted) throws SQLException {
    StringBuilder ask = new StringBuilder("SELECT coalesce(current_schema(), 'public')");
    StringBuilder set =
        new StringBuilder(
            "SELECT set_config('search_path', quote_ident(coalesce(current_schema(), 'public')),"
                + " false)");
    ask.append(", current_setting('search_path')");
    wanted.forEach(
        (name, value) -> {
          String quoted = Identifiers.literal(name);
          ask.append(", current_setting(").append(quoted).append(')');
          set.append(", set_config(").append(quoted).append(", ");
          set.append(Identifiers.literal(value)).append(", false)");
        });
    try (Statement statement = connection.createStatement()) {
      statement.execute(ask + ";\n" + set);
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        before.put("search_path", row.getString(2));
        int column = 3;
        for (String name : wanted.keySet()) {
          before.put(name, row.getString(column++));
        }
        return row.getString(1);
      }
    }
  }

  private void set(String sql, Map<String, String> values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameter = 1;
      for (String value : values.values()) {
        statement.setString(parameter++, value);
      }
      statement.execute();
    }
  }

  /** The connection; whoever begins a transaction on it ends it. */
  public Connection connection() {
    return connection;
  }

  /** The schema that unqualified names mean. */
  public String schema() {
    return schema;
  }

  /** Runs one statement. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Runs work in one transaction; commits when it returns, rolls back when it throws.
   *
   * @param work the work
   * @throws SQLException as the driver throws it
   */
  public void transaction(Work work) throws SQLException {
    connection.setAutoCommit(false);
    try {
      work.run();
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      rollbackAfter(e);
      throw e;
    }
    connection.setAutoCommit(true);
  }

  private void rollbackAfter(Exception e) {
    try {
      connection.rollback();
      connection.setAutoCommit(true);
    } catch (SQLException second) {
      e.addSuppressed(second);
    }
  }

  /** Begins to serve another purpose, shown in {@code pg_stat_activity}. */
  public void serve(String purpose) throws SQLException {
    execute("SET application_name = " + Identifiers.literal(NAME + purpose));
  }

  /** Takes back what is not committed; for the next work the session is as it was opened. */
  public void endTransaction() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Something that is done on a connection. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws SQLException;
  }

  /** Asks the server to end the statement that is running, from any thread. */
  public void cancel() {
    Statement running = cancellable;
    try {
      if (allCancellable) {
        connection.unwrap(PGConnection.class).cancelQuery();
      } else if (running != null) {
        running.cancel();
      }
    } catch (SQLException e) {
      log("a statement could not be cancelled", e);
    }
  }

  /**
   * Whether {@link #cancel} may end any statement, for work that is rolled back as a whole.
   *
   * @param all true until that work is done
   */
  public void setAllCancellable(boolean all) {
    allCancellable = all;
  }

  /** Runs one statement that may take long, and that {@link #cancel} may end. */
  public void executeLong(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      cancellable = statement;
      statement.execute(sql);
    } finally {
      cancellable = null;
    }
  }

  private static void log(String what, SQLException e) {
    System.getLogger(PortSession.class.getName()).log(System.Logger.Level.DEBUG, what, e);
  }

  /** Ends the connection at once, from any thread; what it was doing fails and is rolled back. */
  public void abort() {
    aborted = true;
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      log("a connection could not be aborted", e);
    }
  }

  @Override
  public void close() throws SQLException {
    try (Connection closing = connection) {
      if (!aborted && !closing.isClosed()) {
        endTransaction();
        StringBuilder set = new StringBuilder("SELECT ");
        String comma = "";
        for (String name : before.keySet()) {
          set.append(comma).append("set_config(").append(Identifiers.literal(name));
          set.append(", ?, false)");
          comma = ", ";
        }
        set(set.toString(), before);
        closing.setAutoCommit(autoCommitBefore);
      }
    }
  }
}
