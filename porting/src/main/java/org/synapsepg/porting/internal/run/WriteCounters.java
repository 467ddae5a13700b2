package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How many rows the server has counted as inserted, updated and deleted in each table of the
 * schema, at one moment (PostgreSQL documentation, "The Cumulative Statistics System").
 *
 * @param tables the counts by table
 * @param since since when; other counters cannot be compared with these
 */
record WriteCounters(Map<String, Counts> tables, String since) {
  /** Counts of rows. */
  record Counts(long inserted, long updated, long deleted) {
    Counts plus(long moreInserted, long moreDeleted) {
      return new Counts(inserted + moreInserted, updated, deleted + moreDeleted);
    }
  }

  private static final int PATIENCE = 24;
  private static final long PAUSE_MILLIS = 50;

  /** Before PostgreSQL 15 a process of its own counts, and shows it half a second late. */
  private static final long LATE_MILLIS = 1_000;

  /** Reads them; nothing if the server does not count, or somebody else is in the database. */
  static Optional<WriteCounters> read(Connection connection) throws SQLException {
    Map<String, Counts> tables = new HashMap<>();
    try (Statement statement = connection.createStatement()) {
      String since;
      try (ResultSet row =
          statement.executeQuery(
              "SELECT current_setting('track_counts') = 'on' AND NOT EXISTS ("
                  + "SELECT FROM pg_stat_activity WHERE datname = current_database()"
                  + " AND backend_type = 'client backend'"
                  + " AND application_name NOT LIKE 'synapse-pg %'),"
                  + " coalesce(stats_reset::text, 'never') FROM pg_stat_database"
                  + " WHERE datname = current_database()")) {
        if (!row.next() || !row.getBoolean(1)) {
          return Optional.empty();
        }
        since = row.getString(2);
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_all_tables"
                  + " WHERE schemaname = current_schema()")) {
        while (row.next()) {
          tables.put(row.getString(1), new Counts(row.getLong(2), row.getLong(3), row.getLong(4)));
        }
      }
      return Optional.of(new WriteCounters(tables, since));
    }
  }

  /**
   * Which tables have had exactly the writes that are known of since then. The server counts a
   * session's writes when the session ends, a moment later, and shows a session a moment longer
   * than it lives; so both are asked again for a second.
   *
   * @param connection a connection without a transaction under way
   * @param own what this run has written, by table; other tables must not have been written to
   */
  Set<String> onlyChangedBy(Connection connection, Map<String, Counts> own)
      throws SQLException, InterruptedException {
    Set<String> known = new HashSet<>();
    if (connection.getMetaData().getDatabaseMajorVersion() < 15) {
      Thread.sleep(LATE_MILLIS);
    }
    for (int i = 0; i < PATIENCE && (known.isEmpty() || !known.containsAll(own.keySet())); i++) {
      if (i > 0) {
        Thread.sleep(PAUSE_MILLIS);
      }
      known.clear();
      Optional<WriteCounters> now = read(connection);
      if (now.isEmpty()) {
        continue;
      }
      if (!now.get().since.equals(since)) {
        return Set.of();
      }
      for (Map.Entry<String, Counts> table : now.get().tables.entrySet()) {
        Counts before = tables.get(table.getKey());
        Counts written = own.getOrDefault(table.getKey(), new Counts(0, 0, 0));
        if (before != null
            && before.plus(written.inserted, written.deleted).equals(table.getValue())) {
          known.add(table.getKey());
        }
      }
    }
    return known;
  }
}
