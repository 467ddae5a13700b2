package org.synapsepg.core.internal;

import java.sql.Connection;
import java.sql.SQLException;
import org.synapsepg.core.ConnectionSource;

/** Runs work on a connection of its own and leaves the connection as it was. Thread-safe. */
public final class Sessions {
  private Sessions() {}

  /**
   * Work on one connection.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does the work.
     *
     * @param connection an open connection
     * @return what comes of it
     * @throws SQLException as the driver throws it
     */
    T on(Connection connection) throws SQLException;
  }

  /**
   * Reads in one read-only snapshot; the transaction is rolled back at the end.
   *
   * @param <T> what comes of it
   * @param source opens the connection
   * @param work the reading
   * @return what came of it
   * @throws SQLException as the driver throws it
   */
  public static <T> T snapshot(ConnectionSource source, Work<T> work) throws SQLException {
    try (Connection connection = source.open()) {
      boolean autoCommit = connection.getAutoCommit();
      int isolation = connection.getTransactionIsolation();
      boolean readOnly = connection.isReadOnly();
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      return thenAlways(
          work,
          connection,
          c -> {
            c.rollback();
            c.setAutoCommit(autoCommit);
            c.setTransactionIsolation(isolation);
            c.setReadOnly(readOnly);
          });
    }
  }

  /**
   * Writes in one transaction: committed when the work returns, rolled back when it throws.
   *
   * @param <T> what comes of it
   * @param source opens the connection
   * @param work the writing
   * @return what came of it
   * @throws SQLException as the driver throws it
   */
  public static <T> T transaction(ConnectionSource source, Work<T> work) throws SQLException {
    try (Connection connection = source.open()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      return thenAlways(
          c -> {
            T result = work.on(c);
            c.commit();
            return result;
          },
          connection,
          c -> {
            c.rollback();
            c.setAutoCommit(autoCommit);
          });
    }
  }

  /**
   * Works statement by statement, each its own transaction, as {@code CREATE DATABASE} needs it.
   *
   * @param <T> what comes of it
   * @param source opens the connection
   * @param work the work
   * @return what came of it
   * @throws SQLException as the driver throws it
   */
  public static <T> T autoCommit(ConnectionSource source, Work<T> work) throws SQLException {
    try (Connection connection = source.open()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(true);
      return thenAlways(work, connection, c -> c.setAutoCommit(autoCommit));
    }
  }

  /** A failure while putting the connection in order never hides the failure of the work. */
  private static <T> T thenAlways(Work<T> work, Connection connection, Restoration restoration)
      throws SQLException {
    T result;
    try {
      result = work.on(connection);
    } catch (SQLException | RuntimeException e) {
      try {
        restoration.on(connection);
      } catch (SQLException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
    restoration.on(connection);
    return result;
  }

  @FunctionalInterface
  private interface Restoration {
    void on(Connection connection) throws SQLException;
  }
}
