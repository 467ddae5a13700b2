package org.synapsepg.porting.internal.rehome;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.ConnectionSource;

/**
 * A connection of its own whose settings make names, numbers and times print the same on both
 * sides, and which no time limit of the role ends. One thread at a time.
 */
final class Session implements AutoCloseable {
  private static final List<String> SETTINGS =
      List.of(
          "search_path = ''",
          "statement_timeout = 0",
          "lock_timeout = '30s'",
          "idle_in_transaction_session_timeout = 0",
          "row_security = off",
          "check_function_bodies = off",
          "default_tablespace = ''",
          "DateStyle = 'ISO'",
          "IntervalStyle = 'postgres'",
          "TimeZone = 'UTC'",
          "extra_float_digits = 3",
          "bytea_output = 'hex'");

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  static Session open(ConnectionSource source) throws SQLException {
    Session session = new Session(source.open());
    try {
      session.connection.setAutoCommit(true);
      for (String setting : SETTINGS) {
        session.execute("SET " + setting);
      }
    } catch (SQLException e) {
      session.close();
      throw e;
    }
    return session;
  }

  Connection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // An escape in a literal must not be taken for JDBC's.
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  void executeAll(List<String> statements) throws SQLException {
    for (String sql : statements) {
      execute(sql);
    }
  }

  /** The first column of every row, as text. */
  List<String> list(String query, String... parameters) throws SQLException {
    List<String> values = new ArrayList<>();
    for (List<String> row : rows(query, parameters)) {
      values.add(row.get(0));
    }
    return values;
  }

  /** Every row, its columns as text; null is the empty text. */
  List<List<String>> rows(String query, String... parameters) throws SQLException {
    List<List<String>> result = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
          List<String> row = new ArrayList<>(columns);
          for (int i = 1; i <= columns; i++) {
            String text = rows.getString(i);
            row.add(text == null ? "" : text);
          }
          result.add(row);
        }
      }
    }
    return result;
  }

  /** Whether a query has a row, whose first column is true. */
  boolean is(String query, String... parameters) throws SQLException {
    List<String> values = list(query, parameters);
    return !values.isEmpty() && values.get(0).equals("t");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
