package org.synapsepg.hba;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.ConnectionSource;

/** The files of a server's machine, as its own functions give them. */
final class FilesOnServer implements AuthFiles {
  private static final String NO_PERMISSION = "42501";

  private final ConnectionSource source;

  FilesOnServer(ConnectionSource source) {
    this.source = source;
  }

  /** What is done with a query that has one parameter. */
  private interface Use<T> {
    T of(ResultSet rows) throws SQLException;
  }

  private <T> T ask(String sql, String path, Use<T> use) throws SQLException {
    try (Connection connection = source.open();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, path);
      try (ResultSet rows = statement.executeQuery()) {
        return use.of(rows);
      }
    }
  }

  @Override
  public Status status(String path) {
    try {
      return ask(
          "SELECT isdir FROM pg_stat_file(?, true)",
          path,
          rows -> {
            boolean folder = rows.next() && rows.getBoolean(1);
            return folder ? Status.DIRECTORY : rows.wasNull() ? Status.MISSING : Status.FILE;
          });
    } catch (SQLException e) {
      return NO_PERMISSION.equals(e.getSQLState()) ? Status.FORBIDDEN : Status.NOT_A_DIRECTORY;
    }
  }

  @Override
  public byte[] read(String path) throws IOException {
    try {
      return ask(
          "SELECT pg_read_binary_file(?)",
          path,
          rows -> rows.next() ? rows.getBytes(1) : new byte[0]);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  @Override
  public List<String> names(String path) throws IOException {
    try {
      return ask(
          "SELECT pg_ls_dir(?)",
          path,
          rows -> {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
              names.add(rows.getString(1));
            }
            return names;
          });
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
