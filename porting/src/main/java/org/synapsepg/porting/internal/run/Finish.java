package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.check.SequenceReport;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.run.Sessions.Work;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.PortSession;

/** What comes when the indexes are back: sequences and statistics. */
final class Finish {
  private Finish() {}

  /**
   * Raises every sequence to the highest number that was ever given out, as far as rows, stream
   * positions and SQLite's own counters tell.
   *
   * @return the statements that were run
   */
  static List<String> sequences(SqliteSnapshot source, PortSession session) throws SQLException {
    Connection connection = session.connection();
    SequenceReport report = DatabaseInspector.checkSequences(connection, givenOut(source));
    var repair = report.planRepair();
    repair.findings().throwIfErrors();
    repair.applyOn(connection);
    return repair.statements();
  }

  /** SQLite's counters of tables with AUTOINCREMENT. */
  private static Map<String, Long> givenOut(SqliteSnapshot source) throws SQLException {
    Map<String, Long> counters = new HashMap<>();
    if (source.findTable("sqlite_sequence").isPresent()) {
      try (Statement statement = source.witness().createStatement();
          ResultSet rows = statement.executeQuery("SELECT name, seq FROM sqlite_sequence")) {
        while (rows.next()) {
          counters.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return counters;
  }

  /**
   * Statistics of the tables, so that the first queries are planned well.
   *
   * @param tables groups of tables; those of a group share a round trip
   * @param afterTable told of each table
   * @return a piece of work for each group
   */
  static List<Work<PortSession>> statistics(
      Collection<List<TargetTable>> tables, Consumer<TargetTable> afterTable) {
    return tables.stream()
        .<Work<PortSession>>map(
            group ->
                session -> {
                  session.executeLong(
                      group.stream()
                          .map(TargetTable::qualified)
                          .collect(Collectors.joining(", ", "ANALYZE ", "")));
                  group.forEach(afterTable);
                })
        .toList();
  }

  /** The texts of the message search are needed no more. */
  static void dropStaging(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "DROP TABLE IF EXISTS " + Identifiers.quote(SearchStaging.SCHEMA, SearchStaging.NAME));
    }
  }
}
