package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.state.Pending;

/**
 * The message search of PostgreSQL out of the texts of SQLite's: what Synapse itself would have
 * written ({@code synapse/storage/databases/main/search.py}), computed by the server in parts.
 */
final class SearchVectors {
  private static final String STAGING = Identifiers.quote(SearchStaging.SCHEMA, SearchStaging.NAME);

  /** Fewer texts are not worth a part of their own. */
  private static final long PART = 20_000;

  /** Every part reads all events once, so more parts would cost more than they spread. */
  private static final long MOST_PARTS = 6;

  private SearchVectors() {}

  /** How many texts are in the staging table; 0 if there is none. */
  static long texts(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT to_regclass('" + STAGING + "') IS NOT NULL")) {
        row.next();
        if (!row.getBoolean(1)) {
          return 0;
        }
      }
    }
    return count(connection, STAGING);
  }

  private static long count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The parts of the work, once texts and events are there. */
  static List<Pending> parts(Connection connection, String eventSearch, long bytes)
      throws SQLException {
    List<Pending> parts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT min(docid), max(docid), count(*),"
                    + " count(*) > count(DISTINCT event_id) FROM "
                    + STAGING)) {
      row.next();
      long first = row.getLong(1);
      long last = row.getLong(2);
      long count = row.getLong(3);
      boolean doubled = row.getBoolean(4);
      long parties = count == 0 ? 0 : Math.min(MOST_PARTS, Math.max(1, count / PART));
      for (long i = 0; i < parties; i++) {
        long from = first + part(last - first, i, parties);
        long to = i == parties - 1 ? last : first + part(last - first, i + 1, parties) - 1;
        parts.add(
            new Pending(
                Pending.Kind.SEARCH,
                "event_search",
                "texts " + from + " to " + to,
                bytes / parties,
                List.of(insert(eventSearch, from, to, doubled))));
      }
    }
    return parts;
  }

  private static long part(long range, long i, long parties) {
    return (long) ((double) range / parties * i);
  }

  /** Of several texts of one event the lowest docid counts, for Synapse's index allows only one. */
  static String insert(String eventSearch, long from, long to, boolean doubled) {
    return "INSERT INTO "
        + eventSearch
        + " (event_id, room_id, sender, key, vector, origin_server_ts, stream_ordering)"
        + " SELECT t.event_id, t.room_id, t.sender, t.key, to_tsvector('english', t.value),"
        + " e.origin_server_ts, e.stream_ordering FROM "
        + STAGING
        + " t JOIN events e ON e.event_id = t.event_id AND e.room_id = t.room_id"
        + " WHERE t.docid BETWEEN "
        + from
        + " AND "
        + to
        + (doubled
            ? " AND NOT EXISTS (SELECT FROM "
                + STAGING
                + " o WHERE o.event_id = t.event_id AND o.docid < t.docid)"
            : "");
  }

  /** Texts that have no place in the target's search, once all others are in it. */
  static List<Finding> leftOut(Connection connection, String eventSearch) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    long texts = texts(connection);
    if (texts == 0 || texts == count(connection, eventSearch)) {
      return findings;
    }
    String orphans =
        "SELECT count(*), (array_agg(docid ORDER BY docid))[1:5] FROM "
            + STAGING
            + " t WHERE NOT EXISTS (SELECT FROM events e WHERE e.event_id = t.event_id"
            + " AND e.room_id = t.room_id)";
    String doubles =
        "SELECT count(*), (array_agg(docid ORDER BY docid))[1:5] FROM (SELECT docid, row_number()"
            + " OVER (PARTITION BY event_id ORDER BY docid) AS place FROM "
            + STAGING
            + ") t WHERE place > 1";
    findings.addAll(leftOut(connection, orphans, "belong to no event"));
    findings.addAll(leftOut(connection, doubles, "belong to an event that has another one"));
    return findings;
  }

  private static List<Finding> leftOut(Connection connection, String sql, String what)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      long count = row.getLong(1);
      return count == 0
          ? List.of()
          : List.of(
              Finding.of(
                  PortCode.SEARCH_ROWS_LEFT_OUT,
                  "%d texts of the source's message search %s and are left out, first at docid %s"
                      .formatted(count, what, row.getString(2))));
    }
  }
}
