package org.synapsepg.porting.internal.preflight;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetTrigger;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * What Synapse's triggers would reject. A port loads rows with triggers off, so it asks beforehand:
 * a row that names an event must agree with the event's own room ({@code
 * check_partial_state_events}) or stream ordering ({@code check_event_stream_ordering}); both are
 * in {@code synapse/storage/schema/main/delta}.
 */
public final class EventRules {
  private static final int LISTED = 5;

  /** The part of a trigger's name that tells its rule, to the columns that must agree. */
  private static final Map<String, String[]> RULES =
      Map.of(
          "partial_state", new String[] {"room_id", "room_id"},
          "stream_ordering", new String[] {"event_stream_ordering", "stream_ordering"});

  private EventRules() {}

  /**
   * Asks the source.
   *
   * @param witness a connection to the source's snapshot
   * @param plan what goes where
   * @return an error for each table with rows that a trigger of the target would reject
   * @throws SQLException if SQLite fails
   */
  public static Findings of(Connection witness, LoadPlan plan) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    if (plan.find("events").isEmpty()) {
      return Findings.none();
    }
    for (TableMapping table : plan.tables()) {
      for (TargetTrigger trigger : table.target().triggers()) {
        for (Map.Entry<String, String[]> rule : RULES.entrySet()) {
          if (trigger.name().contains(rule.getKey())
              && table.source().kind() == SqliteTable.Kind.ROWID
              && table.source().findColumn("event_id").isPresent()
              && table.source().findColumn(rule.getValue()[0]).isPresent()) {
            ask(witness, table, trigger, rule.getValue(), findings);
          }
        }
      }
    }
    return Findings.of(findings);
  }

  private static void ask(
      Connection witness,
      TableMapping table,
      TargetTrigger trigger,
      String[] columns,
      List<Finding> findings)
      throws SQLException {
    long count = 0;
    List<String> rowids = new ArrayList<>();
    try (Statement statement = witness.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT t.rowid FROM main."
                    + Identifiers.quote(table.source().name())
                    + " t CROSS JOIN main.events e ON e.event_id = t.event_id AND e."
                    + columns[1]
                    + " <> t."
                    + columns[0])) {
      while (row.next()) {
        count++;
        if (rowids.size() < LISTED) {
          rowids.add(row.getString(1));
        }
      }
    }
    if (count > 0) {
      findings.add(
          Finding.of(
                  PreflightCode.TRIGGER_REJECTS,
                  "table \"%s\": %,d rows that the target's trigger \"%s\" rejects, for their %s is not the event's; first at rowid %s"
                      .formatted(
                          table.source().name(),
                          count,
                          trigger.name(),
                          columns[0],
                          String.join(", ", rowids)))
              .withHint("correct or delete these rows in a copy of the source"));
    }
  }
}
