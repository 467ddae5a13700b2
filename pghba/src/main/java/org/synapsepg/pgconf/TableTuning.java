package org.synapsepg.pgconf;

import java.util.ArrayList;
import java.util.List;

/**
 * Storage parameters for one big table of Synapse.
 *
 * @param table the table
 * @param statement what sets them; needs the owner of the table
 * @param undo what takes them back
 * @param reason why
 */
public record TableTuning(String table, String statement, String undo, String reason) {
  private static final List<String> APPENDED =
      List.of("events", "event_json", "event_edges", "event_auth", "state_groups_state");
  private static final List<String> CHURNED =
      List.of(
          "device_inbox",
          "device_federation_outbox",
          "device_lists_outbound_pokes",
          "event_push_actions",
          "presence_stream",
          "receipts_linearized",
          "e2e_one_time_keys_json",
          "user_ips");

  static List<TableTuning> forMajor(int major) {
    List<TableTuning> all = new ArrayList<>();
    for (String table : APPENDED) {
      List<String> parameters = new ArrayList<>(List.of("autovacuum_analyze_scale_factor = 0.01"));
      if (major >= 13) {
        parameters.add("autovacuum_vacuum_insert_scale_factor = 0.02");
      }
      all.add(
          of(
              table,
              parameters,
              "it only grows; at the default a tenth of it must be new before its statistics are"
                  + " renewed, which on a table of this size is weeks late"));
    }
    for (String table : CHURNED) {
      all.add(
          of(
              table,
              List.of(
                  "autovacuum_vacuum_scale_factor = 0.01",
                  "autovacuum_vacuum_threshold = 1000",
                  "autovacuum_vacuum_cost_delay = 0"),
              "its rows are replaced or deleted all the time; small, frequent vacuums keep it and"
                  + " its indexes short"));
    }
    return List.copyOf(all);
  }

  private static TableTuning of(String table, List<String> parameters, String reason) {
    List<String> names = parameters.stream().map(p -> p.substring(0, p.indexOf(' '))).toList();
    return new TableTuning(
        table,
        "ALTER TABLE " + table + " SET (" + String.join(", ", parameters) + ")",
        "ALTER TABLE " + table + " RESET (" + String.join(", ", names) + ")",
        reason);
  }
}
