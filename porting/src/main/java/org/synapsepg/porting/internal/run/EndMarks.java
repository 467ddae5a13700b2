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
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.RunPhase;
import org.synapsepg.porting.internal.state.RunRecord;

/**
 * What the target looked like from outside at the end of a run: where every sequence stood, and how
 * many rows the server had counted as inserted, updated and deleted in each table since when
 * (PostgreSQL documentation, "The Cumulative Statistics System"). A Synapse that is started on the
 * target draws from some sequences at once; whoever writes anything else moves a counter.
 */
final class EndMarks {
  /**
   * Another session's counters appear when it ends, or within ten seconds; the server shows them up
   * to half a second late.
   */
  private static final String SETTLED =
      "SELECT clock_timestamp() - now() > interval '1 second' AND NOT EXISTS ("
          + "SELECT FROM pg_stat_activity WHERE datname = current_database()"
          + " AND backend_type = 'client backend' AND application_name NOT LIKE 'synapse-pg %')";

  private static final String OTHERS =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name LIKE 'synapse-pg %' AND application_name NOT LIKE"
          + " 'synapse-pg watch %' AND pid <> pg_backend_pid()";

  private static final int PATIENCE = 20;
  private static final long PAUSE_MILLIS = 50;

  private static final String COUNTERS =
      "SELECT 'table' AS kind, relname AS name, concat_ws(' ', n_tup_ins, n_tup_upd, n_tup_del)"
          + " AS value FROM pg_stat_all_tables WHERE schemaname = current_schema() UNION ALL"
          + " SELECT 'reset', 'counters', coalesce(extract(epoch FROM stats_reset)::text, 'never')"
          + " FROM pg_stat_database WHERE datname = current_database() UNION ALL"
          + " SELECT 'setting', 'track_counts', current_setting('track_counts')";

  private EndMarks() {}

  /** Writes the marks, in the caller's transaction. */
  static void write(Connection connection) throws SQLException {
    String sequences = sequences(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "DELETE FROM synapse_pg_port.end_mark;\n"
              + "INSERT INTO synapse_pg_port.end_mark (kind, name, value) "
              + COUNTERS
              + " UNION ALL "
              + sequences);
    }
  }

  /**
   * Makes the server count what this run has written before the marks are taken: this session's
   * writes at once, those of its other sessions when they have ended, which a close does not wait
   * for. Marks that are taken too early cost the next run a comparison, no more.
   */
  static void settle(PortSession control) throws SQLException, InterruptedException {
    for (int i = 0; i < PATIENCE && control.count(OTHERS) > 0; i++) {
      Thread.sleep(PAUSE_MILLIS);
    }
    if (control.connection().getMetaData().getDatabaseMajorVersion() >= 15) {
      control.execute("SELECT pg_stat_force_next_flush()");
    }
  }

  private static String sequences(Connection connection) throws SQLException {
    List<String> each = new ArrayList<>();
    each.add("SELECT 'sequence' AS kind, '' AS name, '' AS value WHERE false");
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT sequencename, format('%I.%I', schemaname, sequencename) FROM pg_sequences"
                    + " WHERE schemaname = current_schema() ORDER BY 1")) {
      while (row.next()) {
        each.add(
            "SELECT 'sequence', "
                + Identifiers.literal(row.getString(1))
                + ", last_value || ' ' || is_called FROM "
                + row.getString(2));
      }
    }
    return String.join(" UNION ALL ", each);
  }

  /** Names the sequences that moved since the run that completed there. */
  static Findings compare(Connection connection, RunRecord record, String database)
      throws SQLException {
    if (!record.isKnown() || record.phase() != RunPhase.COMPLETE) {
      return Findings.none();
    }
    List<String> moved = different(connection, sequences(connection), "kind = 'sequence'");
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

  /**
   * Whether the server's counters prove that nobody wrote to the tables since. They are lost in a
   * crash, and an answer that comes too early could miss the last writer; both count as no proof.
   *
   * @param connection a session in a transaction that began before whatever shall be noticed could
   *     be overlooked
   */
  static boolean proveUntouched(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet settled = statement.executeQuery(SETTLED)) {
      if (!settled.next() || !settled.getBoolean(1)) {
        return false;
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet counting =
            statement.executeQuery(
                "SELECT count(*) FROM synapse_pg_port.end_mark WHERE (kind, name, value) ="
                    + " ('setting', 'track_counts', 'on')")) {
      if (!counting.next() || counting.getInt(1) == 0) {
        return false;
      }
    }
    return different(connection, COUNTERS, "kind <> 'sequence'").isEmpty();
  }

  private static List<String> different(Connection connection, String now, String which)
      throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT name FROM ("
                    + now
                    + ") now FULL JOIN (SELECT * FROM synapse_pg_port.end_mark WHERE "
                    + which
                    + ") m USING (kind, name) WHERE now.value IS DISTINCT FROM m.value"
                    + " ORDER BY name")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
