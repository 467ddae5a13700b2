package org.synapsepg.diagnose;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Something that makes a server or a driver complain, and the kind that the complaint is. */
record Cause(String id, Class<? extends PgProblem> kind, Action action) {
  /** What ends with an SQL exception. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  /** A statement that fails. */
  static Cause of(Class<? extends PgProblem> kind, Connection connection, String... statements) {
    return new Cause(
        statements[statements.length - 1],
        kind,
        () -> {
          try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
              statement.execute(sql);
            }
          } finally {
            if (!connection.isClosed() && !connection.getAutoCommit()) {
              connection.rollback();
            }
          }
        });
  }

  SQLException caused() throws Exception {
    try {
      action.run();
    } catch (SQLException e) {
      return e;
    }
    throw new AssertionError("nothing complained about: " + id);
  }
}
