package org.synapsepg.check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.internal.Sessions;
import org.synapsepg.diagnose.DatabaseException;

/** Says what a dump or a restored database lacks. */
final class BackupCheck {
  /** Tables that every schema since 72 has and without whose rows no Synapse runs. */
  private static final List<String> ESSENTIAL =
      List.of(
          "applied_schema_deltas",
          "event_json",
          "events",
          "rooms",
          "schema_version",
          "state_groups",
          "state_groups_state",
          "users");

  /**
   * {@code 215; 1259 16390 TABLE public events synapse}; a semicolon at its start leaves it out.
   */
  private static final Pattern ENTRY =
      Pattern.compile(
          "(?m)^\\d+; \\d+ \\d+ (TABLE DATA|SEQUENCE SET|TABLE(?! ATTACH)|SEQUENCE(?! OWNED)) (\\S+) (\\S+) ");

  private BackupCheck() {}

  static Findings contents(String list) {
    Set<String> tables = new TreeSet<>();
    Set<String> data = new TreeSet<>();
    Set<String> sequences = new TreeSet<>();
    Set<String> values = new TreeSet<>();
    Matcher entry = ENTRY.matcher(list);
    while (entry.find()) {
      Set<String> kind =
          switch (entry.group(1)) {
            case "TABLE" -> tables;
            case "TABLE DATA" -> data;
            case "SEQUENCE" -> sequences;
            default -> values;
          };
      kind.add(entry.group(3));
    }
    List<Finding> findings = new ArrayList<>();
    missing(findings, "tables that every Synapse has", minus(new TreeSet<>(ESSENTIAL), tables));
    Set<String> empty = minus(tables, data);
    empty.remove(BackupPlan.ONE_TIME_KEYS);
    missing(findings, "the rows of tables", empty);
    // The sequence of an identity column belongs to its table, and is then not listed by itself.
    missing(findings, "the values of sequences", minus(sequences, values));
    if (data.contains(BackupPlan.ONE_TIME_KEYS)) {
      findings.add(oneTimeKeys("the dump holds"));
    }
    return Findings.of(findings);
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  private static void missing(List<Finding> findings, String what, Set<String> names) {
    if (!names.isEmpty()) {
      findings.add(
          Finding.of(
                  CheckCode.BACKUP_INCOMPLETE,
                  "missing are " + what + ": " + String.join(", ", names))
              .withHint("dump again with the command of BackupPlan.dump, as the tables' owner"));
    }
  }

  private static Finding oneTimeKeys(String where) {
    return Finding.of(
            CheckCode.BACKUP_ONE_TIME_KEYS,
            where + " one-time keys; given out a second time they make messages undecryptable")
        .withHint("before Synapse starts on it: TRUNCATE " + BackupPlan.ONE_TIME_KEYS);
  }

  static Findings restored(ConnectionSource source) {
    DatabaseInspector inspector = DatabaseInspector.on(source);
    try {
      Findings own = Sessions.snapshot(source, BackupCheck::objects);
      return inspector
          .checkLocale()
          .findings()
          .plus(inspector.checkSequences().findings())
          .plus(own);
    } catch (SQLException e) {
      throw new DatabaseException(e);
    }
  }

  private static Findings objects(Connection connection) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    Set<String> tables =
        new TreeSet<>(
            names(
                connection,
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid)"));
    Set<String> missing = minus(new TreeSet<>(ESSENTIAL), tables);
    missing(findings, "tables that every Synapse has", missing);
    invalid(
        findings,
        "indexes that are not valid",
        names(
            connection,
            "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1"));
    if (missing.isEmpty()
        && names(connection, "SELECT 'x' FROM schema_version LIMIT 1").isEmpty()) {
      missing(findings, "rows", Set.of("schema_version"));
    }
    if (tables.contains(BackupPlan.ONE_TIME_KEYS)
        && !names(connection, "SELECT 'x' FROM " + BackupPlan.ONE_TIME_KEYS + " LIMIT 1")
            .isEmpty()) {
      findings.add(oneTimeKeys("the database holds"));
    }
    return Findings.of(findings);
  }

  private static void invalid(List<Finding> findings, String what, List<String> names) {
    if (!names.isEmpty()) {
      findings.add(
          Finding.of(
                  CheckCode.BACKUP_INCOMPLETE,
                  "there are " + what + ": " + String.join(", ", names))
              .withHint("REINDEX them"));
    }
  }

  private static List<String> names(Connection connection, String query) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
