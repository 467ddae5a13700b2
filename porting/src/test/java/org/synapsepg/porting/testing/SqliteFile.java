package org.synapsepg.porting.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A SQLite file that a test changes as its server would.
 *
 * <p>Example: {@code SqliteFile.change(file, "DELETE FROM users", "VACUUM")}.
 */
public final class SqliteFile {
  private SqliteFile() {}

  /**
   * Runs statements, each committed by itself, over one connection.
   *
   * @param file the file, made if it does not exist
   * @param statements what to run, in this order
   * @throws SQLException if one fails; those before it stay
   */
  public static void change(Path file, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Takes delayed events out of a Synapse database. Once they are due a server sends them as it
   * starts, while clients ask already; where a room's member has a push rule that Synapse cannot
   * read, those who ask at that moment get an error.
   *
   * @param file the file
   * @throws SQLException if it cannot be changed
   */
  public static void withoutDelayedEvents(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      boolean has;
      try (ResultSet row =
          statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = 'delayed_events'")) {
        has = row.next();
      }
      if (has) {
        statement.execute("DELETE FROM delayed_events");
      }
    }
  }
}
