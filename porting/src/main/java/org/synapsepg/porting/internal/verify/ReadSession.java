package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A transaction that sees one moment of a database and writes nothing, with settings that neither
 * cut it short nor change how values print. They end with the transaction, so a borrowed connection
 * is given back as it was. Works on a replica as well.
 */
public final class ReadSession {
  private static final List<String> SETTINGS =
      List.of(
          "statement_timeout = 0",
          "lock_timeout = '30s'",
          "idle_in_transaction_session_timeout = 0",
          "jit = off",
          "search_path = pg_catalog",
          "DateStyle = 'ISO'",
          "IntervalStyle = 'postgres'",
          "TimeZone = 'UTC'",
          "extra_float_digits = 1",
          "bytea_output = 'hex'");

  private ReadSession() {}

  /** Work in such a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @param schema the schema in which the tables are
     * @return its result
     * @throws SQLException as the server reports it
     */
    T in(String schema) throws SQLException;
  }

  /**
   * Runs work in such a transaction.
   *
   * @param connection a connection without a transaction under way
   * @param work what to do
   * @param <T> its result
   * @return what the work returns
   * @throws SQLException as the server reports it
   */
  public static <T> T run(Connection connection, Work<T> work) throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      return work.in(begin(connection, statement));
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  /** Sets everything and gives the schema; one round trip. */
  private static String begin(Connection connection, Statement statement) throws SQLException {
    List<String> begin = new ArrayList<>();
    begin.add("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    begin.add("SELECT coalesce(current_schema(), 'public')");
    SETTINGS.forEach(setting -> begin.add("SET LOCAL " + setting));
    if (connection.getMetaData().getDatabaseMajorVersion() >= 17) {
      begin.add("SET LOCAL transaction_timeout = 0");
    }
    statement.execute(String.join(";\n", begin));
    statement.getMoreResults();
    try (ResultSet row = statement.getResultSet()) {
      row.next();
      return row.getString(1);
    }
  }
}
