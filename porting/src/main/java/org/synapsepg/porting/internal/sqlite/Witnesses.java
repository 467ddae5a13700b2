package org.synapsepg.porting.internal.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** SQLite's own connections to one file. Safe for use by several threads. */
final class Witnesses implements AutoCloseable {
  private static final int BUSY_MILLIS = 5000;

  /** How SQLite is to open the file. */
  enum Way {
    /** Read-only, with all of SQLite's locks. */
    LOCKING("?mode=ro"),
    /** Without locks and without a look at logs: the main file as it is. */
    IMMUTABLE("?immutable=1"),
    /** As a program that owns the file. */
    OWNING("?mode=rw");

    private final String query;

    Way(String query) {
      this.query = query;
    }
  }

  private final String url;
  private final Way way;
  private final List<Connection> open = new ArrayList<>();

  Witnesses(Path file, Way way) {
    this.way = way;
    url = JDBC.PREFIX + file.toUri().toString().replaceFirst("^file:/+", "file:/") + way.query;
  }

  /** A connection inside a read transaction that has begun. */
  synchronized Connection add() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(way != Way.OWNING);
    config.setBusyTimeout(BUSY_MILLIS);
    if (way == Way.OWNING) {
      // A copy that does not outlive the process needs no syncing.
      config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
    }
    Connection connection = JDBC.createConnection(url, config.toProperties());
    try {
      begin(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    open.removeIf(Witnesses::isClosed);
    open.add(connection);
    return connection;
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return false;
    }
  }

  /** Ends each connection's read transaction and begins another. */
  synchronized void renew() throws SQLException {
    for (Connection connection : open) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("ROLLBACK");
      }
      begin(connection);
    }
  }

  private static void begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM main.sqlite_schema").close();
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    for (Connection connection : open) {
      connection.close();
    }
    open.clear();
  }
}
