package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.internal.state.RunPhase;
import org.synapsepg.porting.internal.state.RunRecord;

/**
 * What every sequence had given out at the end of a run. A Synapse that is started on the target
 * draws from some of them at once, so a difference means that the target holds newer truth.
 */
final class EndMarks {
  private static final String SEQUENCES =
      "SELECT 'sequence' AS kind, schemaname || '.' || sequencename AS name,"
          + " coalesce(last_value::text, 'none') AS value FROM pg_sequences"
          + " WHERE schemaname = current_schema()";

  private EndMarks() {}

  /** Writes the marks, in the caller's transaction. */
  static void write(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM synapse_pg_port.end_mark");
      statement.execute("INSERT INTO synapse_pg_port.end_mark (kind, name, value) " + SEQUENCES);
    }
  }

  /** Compares the target with the marks of the run that completed there. */
  static Findings compare(Connection connection, RunRecord record, String database)
      throws SQLException {
    if (!record.isKnown() || record.phase() != RunPhase.COMPLETE) {
      return Findings.none();
    }
    List<String> moved = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name FROM ("
                    + SEQUENCES
                    + ") now FULL JOIN synapse_pg_port.end_mark m USING (kind, name)"
                    + " WHERE now.value IS DISTINCT FROM m.value ORDER BY name")) {
      while (rows.next()) {
        moved.add(rows.getString(1));
      }
    }
    if (moved.isEmpty()) {
      return Findings.none();
    }
    return Findings.of(
        Finding.of(
                PortCode.TARGET_USED,
                "the target has been written to since it was ported: %s moved on"
                    .formatted(String.join(", ", moved)))
            .withHint(
                "if Synapse runs on it, it is the truth now and needs no port; if what was written"
                    + " may be lost, confirm the name: --overwrite-target "
                    + database));
  }
}
