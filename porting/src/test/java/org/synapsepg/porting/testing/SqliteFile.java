package org.synapsepg.porting.testing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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
}
