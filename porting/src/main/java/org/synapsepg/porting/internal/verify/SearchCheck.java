package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.SearchStaging;

/**
 * Whether the two tables that a port computes hold what Synapse itself would have written there:
 * the message search out of SQLite's full-text table, which SQLite is asked for, and the user
 * directory's search out of the directory. Which rows there are is compared completely; their
 * search vectors are computed once more, all of them at level BYTES, a sample otherwise.
 */
final class SearchCheck {
  private static final int SAMPLE = 2_000;
  private static final int BATCH = 500;
  private static final List<DigestColumn> COLUMNS =
      List.of(
          new DigestColumn("event_id", "text", DigestKind.TEXT, true),
          new DigestColumn("room_id", "text", DigestKind.TEXT, true),
          new DigestColumn("sender", "text", DigestKind.TEXT, true),
          new DigestColumn("key", "text", DigestKind.TEXT, true),
          new DigestColumn("origin_server_ts", "bigint", DigestKind.INT8, true),
          new DigestColumn("stream_ordering", "bigint", DigestKind.INT8, true));

  private final Connection witness;
  private final Connection target;
  private final String schema;
  private final VerifyLevel level;
  private final List<Finding> findings = new ArrayList<>();

  SearchCheck(Connection witness, Connection target, LoadPlan plan, VerifyLevel level) {
    this.witness = witness;
    this.target = target;
    this.schema = plan.catalogue().schema();
    this.level = level;
  }

  /** What differs, as far as it was compared. */
  Findings findings() {
    return Findings.of(findings);
  }

  /** Compares the message search. */
  void messages() throws SQLException {
    TableShape table = new TableShape(schema, "event_search", COLUMNS, null);
    Digest actual = TargetDigests.of(target).whole(table);
    Texts texts = texts(actual.rows(), Set.of());
    if (!actual.equals(texts.digest())) {
      // SQLite is asked for events with several texts only now, for they are hardly ever there.
      Set<String> doubled = doubled();
      texts = doubled.isEmpty() ? texts : texts(actual.rows(), doubled);
    }
    Digest expected = texts.digest();
    if (!actual.equals(expected)) {
      findings.add(
          Finding.of(
              VerifyCode.SEARCH_DIFFERS,
              "the message search has "
                  + actual.rows()
                  + " rows, the source has "
                  + expected.rows()
                  + " texts of events"
                  + (actual.rows() == expected.rows()
                      ? "; other ones, or with other values"
                      : "")));
    }
    if (texts.wrong() > 0) {
      findings.add(
          Finding.of(
              VerifyCode.SEARCH_DIFFERS,
              texts.wrong()
                  + " rows of the message search hold another vector than their text gives"));
    }
  }

  /**
   * The texts of the source that belong to events.
   *
   * @param digest of what the message search should hold
   * @param wrong how many of its vectors are other ones than their texts give
   */
  private record Texts(Digest digest, long wrong) {}

  /**
   * Reads the source's texts.
   *
   * @param found how many rows the message search has, for the size of a sample
   * @param doubled events of which the text with the lowest docid counts
   */
  private Texts texts(long found, Set<String> doubled) throws SQLException {
    Set<Long> keptOut = keptOut(SearchStaging.NAME);
    Set<Long> eventsOut = keptOut("events");
    Set<String> seen = new HashSet<>();
    RowDigest expected = new RowDigest();
    long every = level == VerifyLevel.BYTES ? 1 : Math.max(1, found / SAMPLE);
    String table = DigestSql.quote(schema, "event_search");
    try (Vectors vectors =
            new Vectors(
                "SELECT count(*) FROM unnest(?::text[], ?::text[]) x(id, txt) LEFT JOIN "
                    + table
                    + " s ON s.event_id = x.id"
                    + " WHERE s.vector IS DISTINCT FROM to_tsvector('english', x.txt)",
                2);
        Statement statement = witness.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT s.event_id, s.room_id, s.sender, s.key, e.origin_server_ts,"
                    + " e.stream_ordering, s.value, s.docid, e.rowid FROM event_search s CROSS JOIN events e"
                    + " ON e.event_id = s.event_id AND e.room_id = s.room_id ORDER BY s.docid")) {
      while (row.next()) {
        if (keptOut.contains(row.getLong(8)) || eventsOut.contains(row.getLong(9))) {
          continue;
        }
        String event = text(row, 1).orElse("");
        if (doubled.contains(event) && !seen.add(event)) {
          continue;
        }
        expected.add(hash(row));
        if (expected.rows() % every == 0) {
          String value = row.getString(7);
          if (value != null) {
            vectors.add(event, value.replace('\0', ' '));
          }
        }
      }
      return new Texts(expected.toDigest(), vectors.wrong());
    }
  }

  /** Rows of a table that the port recorded as kept out. */
  private Set<Long> keptOut(String table) throws SQLException {
    Set<Long> docids = new HashSet<>();
    try (Statement statement = target.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("SELECT to_regclass('synapse_pg_port.quarantine') IS NOT NULL")) {
        row.next();
        if (!row.getBoolean(1)) {
          return docids;
        }
      }
      try (ResultSet row =
          statement.executeQuery(
              "SELECT source_rowid FROM synapse_pg_port.quarantine WHERE table_name = '"
                  + table
                  + "'")) {
        while (row.next()) {
          docids.add(row.getLong(1));
        }
      }
    }
    return docids;
  }

  /** Events with several texts; the one with the lowest docid counts. */
  private Set<String> doubled() throws SQLException {
    Set<String> events = new HashSet<>();
    try (Statement statement = witness.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT event_id FROM event_search GROUP BY event_id HAVING count(*) > 1")) {
      while (row.next()) {
        events.add(text(row, 1).orElse(""));
      }
    }
    return events;
  }

  private static long hash(ResultSet row) throws SQLException {
    RowHash hash = new RowHash();
    hash.start();
    for (int i = 1; i <= 4; i++) {
      Optional<String> text = text(row, i);
      if (text.isPresent()) {
        byte[] bytes = text.get().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        hash.addBytes(bytes, 0, bytes.length);
      } else {
        hash.addNull(DigestKind.TEXT);
      }
    }
    for (int i = 5; i <= 6; i++) {
      long number = row.getLong(i);
      if (row.wasNull()) {
        hash.addNull(DigestKind.INT8);
      } else {
        hash.addInt8(number);
      }
    }
    return hash.value();
  }

  private static Optional<String> text(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).map(t -> t.replace('\0', '\uFFFD'));
  }

  /** Compares the user directory's search. */
  void directory() throws SQLException {
    String directory = DigestSql.quote(schema, "user_directory");
    String search = DigestSql.quote(schema, "user_directory_search");
    try (Statement statement = target.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FILTER (WHERE s.user_id IS NULL),"
                    + " count(*) FILTER (WHERE d.user_id IS NULL) FROM "
                    + directory
                    + " d FULL JOIN "
                    + search
                    + " s ON s.user_id = d.user_id")) {
      row.next();
      if (row.getLong(1) + row.getLong(2) > 0) {
        findings.add(
            Finding.of(
                VerifyCode.DIRECTORY_DIFFERS,
                "the user directory's search lacks "
                    + row.getLong(1)
                    + " users and has "
                    + row.getLong(2)
                    + " that the directory does not have"));
      }
    }
    String expected =
        "setweight(to_tsvector('simple', x.local), 'A') || setweight(to_tsvector('simple',"
            + " x.server), 'D') || setweight(to_tsvector('simple', x.name), 'B')";
    long wrong;
    try (Vectors vectors =
            new Vectors(
                "SELECT count(*) FROM unnest(?::text[], ?::text[], ?::text[], ?::text[])"
                    + " x(id, local, server, name) JOIN "
                    + search
                    + " s ON s.user_id = x.id WHERE s.vector IS DISTINCT FROM "
                    + expected,
                4);
        Statement statement = target.createStatement()) {
      statement.setFetchSize(BATCH);
      try (ResultSet row =
          statement.executeQuery(
              "SELECT user_id, display_name FROM "
                  + directory
                  + (level == VerifyLevel.BYTES ? "" : " LIMIT " + SAMPLE))) {
        while (row.next()) {
          String user = row.getString(1);
          String[] parts = user.split(":", 2);
          String name = row.getString(2) == null ? "" : row.getString(2);
          vectors.add(
              user,
              parts[0].isEmpty() ? "" : parts[0].substring(1),
              parts.length > 1 ? parts[1] : user,
              Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC));
        }
      }
      wrong = vectors.wrong();
    }
    if (wrong > 0) {
      findings.add(
          Finding.of(
              VerifyCode.DIRECTORY_DIFFERS,
              wrong + " users have another search vector than their name gives"));
    }
  }

  /** Sends texts in batches to a query that counts the wrong ones. */
  private final class Vectors implements AutoCloseable {
    private final PreparedStatement query;
    private final List<List<String>> arrays = new ArrayList<>();
    private long wrong;

    Vectors(String sql, int parameters) throws SQLException {
      query = target.prepareStatement(sql);
      for (int i = 0; i < parameters; i++) {
        arrays.add(new ArrayList<>());
      }
    }

    void add(String... values) throws SQLException {
      for (int i = 0; i < values.length; i++) {
        arrays.get(i).add(values[i]);
      }
      if (arrays.get(0).size() >= BATCH) {
        ask();
      }
    }

    private void ask() throws SQLException {
      for (int i = 0; i < arrays.size(); i++) {
        query.setArray(i + 1, target.createArrayOf("text", arrays.get(i).toArray()));
        arrays.get(i).clear();
      }
      try (ResultSet row = query.executeQuery()) {
        row.next();
        wrong += row.getLong(1);
      }
    }

    long wrong() throws SQLException {
      if (!arrays.get(0).isEmpty()) {
        ask();
      }
      return wrong;
    }

    @Override
    public void close() throws SQLException {
      query.close();
    }
  }
}
