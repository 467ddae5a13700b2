package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server said, without what it quotes: details and contexts of its messages hold values of
 * rows, which may be secret.
 */
public final class ServerProblem {
  private ServerProblem() {}

  /** The message, with table, column and constraint. */
  public static String describe(SQLException e) {
    ServerErrorMessage said = e instanceof PSQLException p ? p.getServerErrorMessage() : null;
    if (said == null) {
      return e.getMessage() + state(e.getSQLState());
    }
    StringBuilder text = new StringBuilder(String.valueOf(said.getMessage()));
    if (said.getTable() != null) {
      text.append(", table \"").append(said.getTable()).append('"');
    }
    if (said.getColumn() != null) {
      text.append(", column \"").append(said.getColumn()).append('"');
    }
    if (said.getConstraint() != null && text.indexOf(said.getConstraint()) < 0) {
      text.append(", constraint \"").append(said.getConstraint()).append('"');
    }
    return text.append(state(said.getSQLState())).toString();
  }

  private static String state(String sqlState) {
    return sqlState == null ? "" : " (SQLSTATE " + sqlState + ")";
  }
}
