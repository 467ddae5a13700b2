package org.synapsepg.diagnose;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.SQLException;
import java.util.Optional;
import org.synapsepg.diagnose.PgProblem.CancelReason;
import org.synapsepg.diagnose.PgProblem.Limit;
import org.synapsepg.diagnose.PgProblem.Stage;

/**
 * What an SQL state means when the text is in a language that is not understood (PostgreSQL
 * documentation, "PostgreSQL Error Codes"). A state that stands for several kinds gives none, or a
 * group.
 */
final class SqlStates {
  private SqlStates() {}

  static Optional<PgProblem> explain(String message, SQLException error) {
    String state = error.getSQLState() == null ? "" : error.getSQLState();
    PgProblem problem =
        switch (state) {
          case "28P01" -> new PgProblem.PasswordFailed(message, "");
          case "28000" -> new PgProblem.AuthorizationRefused(message, stage(error));
          case "3D000" -> new PgProblem.DatabaseMissing(message, "");
          case "53300" -> new PgProblem.TooManyConnections(message, Limit.UNKNOWN);
          case "53100" -> new PgProblem.DiskFull(message);
          case "53200" -> new PgProblem.MemoryExhausted(message);
          case "57P01", "57P02", "57P05", "25P03", "08003" -> new PgProblem.ConnectionLost(message);
          case "57P03" -> new PgProblem.ServerNotReady(message);
          case "57014" -> new PgProblem.StatementCancelled(message, CancelReason.UNKNOWN);
          case "55P03" -> new PgProblem.StatementCancelled(message, CancelReason.LOCK);
          case "40001", "40P01" -> new PgProblem.WriteConflict(message);
          case "25006" -> new PgProblem.ReadOnly(message);
          case "23505" -> new PgProblem.DuplicateKey(message, field(error, "getConstraint"));
          case "23503" -> new PgProblem.ForeignKeyViolated(message, field(error, "getConstraint"));
          case "42P01" -> new PgProblem.RelationMissing(message, "");
          case "42703" -> new PgProblem.ColumnMissing(message, "");
          case "42501" -> new PgProblem.PermissionDenied(message, "");
          case "42P04", "42710", "42P07", "42P06" -> new PgProblem.AlreadyExists(message, "");
          case "55006" -> new PgProblem.DatabaseInUse(message, "");
          case "22021", "22P05" -> new PgProblem.InvalidText(message);
          case "XX001", "XX002" -> new PgProblem.DataCorrupted(message);
          default -> null;
        };
    return Optional.ofNullable(problem);
  }

  /** The server tells the function of its source in which the error arose, in no language. */
  private static Stage stage(SQLException error) {
    return switch (field(error, "getRoutine")) {
      case "ClientAuthentication" -> Stage.HBA;
      case "auth_failed" -> Stage.AUTHENTICATION;
      case "InitializeSessionUserId" -> Stage.ROLE;
      default -> Stage.UNKNOWN;
    };
  }

  /** pgjdbc's PSQLException has the server's fields; this module does not depend on pgjdbc. */
  private static String field(SQLException error, String getter) {
    try {
      Method fields = error.getClass().getMethod("getServerErrorMessage");
      Object server = fields.invoke(error);
      Object value = server == null ? null : server.getClass().getMethod(getter).invoke(server);
      return value == null ? "" : value.toString();
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      return "";
    }
  }
}
