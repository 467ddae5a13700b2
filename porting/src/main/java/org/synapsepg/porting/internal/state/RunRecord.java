package org.synapsepg.porting.internal.state;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * The one row about the run as a whole.
 *
 * @param format the format of the state, see {@link StateSchema#FORMAT}
 * @param epoch raised by each process that takes the run over
 * @param phase how far it has come
 * @param source what the source was: its fingerprint as text
 */
public record RunRecord(int format, long epoch, RunPhase phase, String source) {
  /** The record of the target; nothing if no port was ever begun there. */
  public static Optional<RunRecord> read(Connection connection) throws SQLException {
    if (!StateSchema.exists(connection)) {
      return Optional.empty();
    }
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT format, epoch, phase, source FROM synapse_pg_port.run")) {
      return row.next()
          ? Optional.of(
              new RunRecord(
                  row.getInt(1),
                  row.getLong(2),
                  RunPhase.valueOf(row.getString(3)),
                  row.getString(4)))
          : Optional.empty();
    }
  }

  /** Whether this version of the library understands it. */
  public boolean isKnown() {
    return format == StateSchema.FORMAT;
  }
}
