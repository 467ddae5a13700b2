package org.synapsepg.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Secret;

/** A database of its own for one test, owned by a role of its own that is no superuser. */
public record TestDatabase(PostgresServer server, String name, String owner, Secret password)
    implements AutoCloseable {
  /** Connections as the owner. */
  public ConnectionSource source() {
    return server.connect(name, owner, password);
  }

  /** Connections as superuser, for what only a test's preparation may do. */
  public ConnectionSource superuser() {
    return server.superuser(name);
  }

  /** A URL that holds the owner's name and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:"
        + server.port()
        + "/"
        + name
        + "?user="
        + owner
        + "&password="
        + password.reveal();
  }

  /** Runs statements as the owner, each in its own transaction. */
  public void execute(String... statements) {
    try (Connection connection = source().open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("could not prepare " + name + " for the test", e);
    }
  }

  /** The rows of a query as text, columns separated by {@code |}, null as {@code ∅}. */
  public List<String> query(String sql) {
    try (Connection connection = source().open()) {
      return query(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException("query failed: " + sql, e);
    }
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> result = new ArrayList<>();
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          String cell = rows.getString(i);
          cells.add(cell == null ? "∅" : cell);
        }
        result.add(String.join("|", cells));
      }
      return result;
    }
  }

  /** Sessions of this database that still exist. */
  List<String> sessions() {
    String sql =
        "SELECT pid, usename, state, query FROM pg_stat_activity WHERE datname = '"
            + name
            + "' AND backend_type = 'client backend'";
    try (Connection connection = server.superuser("postgres").open()) {
      return query(connection, sql);
    } catch (SQLException e) {
      throw new IllegalStateException("could not list the sessions of " + name, e);
    }
  }

  /** Removes the database and its owner, ending sessions that are left. */
  @Override
  public void close() {
    server.execute(
        "postgres",
        "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)",
        "DROP ROLE IF EXISTS " + owner);
  }
}
