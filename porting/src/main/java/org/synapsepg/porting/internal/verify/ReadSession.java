package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A transaction that sees one moment of a database and writes nothing, with settings that neither
 * cut it short nor change how values print. They end with the transaction, so a borrowed connection
 * is given back as it was. Works on a replica as well.
 */
public final class ReadSession {
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
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      String schema;
      try (ResultSet row = statement.executeQuery("SELECT current_schema()")) {
        row.next();
        schema = row.getString(1) == null ? "public" : row.getString(1);
      }
      for (String setting : settings(statement)) {
        statement.execute("SET LOCAL " + setting);
      }
      return work.in(schema);
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
    }
  }

  private static String[] settings(Statement statement) throws SQLException {
    int version;
    try (ResultSet row = statement.executeQuery("SHOW server_version_num")) {
      row.next();
      version = row.getInt(1);
    }
    String settings =
        "statement_timeout = 0;lock_timeout = '30s';idle_in_transaction_session_timeout = 0;jit = off;"
            + "search_path = pg_catalog;DateStyle = 'ISO';IntervalStyle = 'postgres';"
            + "TimeZone = 'UTC';extra_float_digits = 1;bytea_output = 'hex'"
            + (version >= 170000 ? ";transaction_timeout = 0" : "");
    return settings.split(";", -1);
  }
}
