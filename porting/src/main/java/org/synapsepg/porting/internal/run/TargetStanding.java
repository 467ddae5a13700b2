package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.state.RunRecord;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * Whose the target is.
 *
 * @param database its name
 * @param record what an earlier run left there
 * @param foreignRows tables with rows that neither a port nor a schema just made explains; only
 *     looked for where no run has been
 */
record TargetStanding(String database, Optional<RunRecord> record, List<String> foreignRows) {
  /** A database that was only just made may hold rows in these, too, once Synapse was started. */
  private static final List<String> HARMLESS = List.of("stream_positions");

  static TargetStanding read(Connection connection, TargetCatalogue catalogue) throws SQLException {
    Optional<RunRecord> record = RunRecord.read(connection);
    String database;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_database()")) {
      row.next();
      database = row.getString(1);
    }
    return new TargetStanding(
        database, record, record.isPresent() ? List.of() : foreignRows(connection, catalogue));
  }

  private static List<String> foreignRows(Connection connection, TargetCatalogue catalogue)
      throws SQLException {
    List<String> queries = new ArrayList<>();
    for (TargetTable table : catalogue.tables()) {
      if (table.bytes() > 0
          && !SynapseTables.freshHoldsRows(table.name())
          && !HARMLESS.contains(table.name())) {
        queries.add(
            "SELECT "
                + Identifiers.literal(table.name())
                + " WHERE EXISTS (SELECT FROM "
                + table.qualified()
                + ")");
      }
    }
    List<String> found = new ArrayList<>();
    if (!queries.isEmpty()) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(String.join(" UNION ALL ", queries))) {
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }
}
