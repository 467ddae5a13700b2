package org.synapsepg.porting.testing;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Makes a SQLite database that looks like one of a Synapse server: its real tables and keys, filled
 * from a seed. The same seed, size and oddities give the same rows.
 *
 * <p>Example: {@code SynapseFixture.seed(42).rows(50_000).with(Oddity.NUL_IN_TEXT).writeTo(file)}.
 */
public final class SynapseFixture {
  /**
   * Tables that a running server leaves empty or that it fills itself, with what belongs into them.
   */
  private static final Set<String> LEFT_ALONE =
      Set.of(
          "schema_version",
          "schema_compat_version",
          "applied_schema_deltas",
          "applied_module_schemas",
          "background_updates",
          "worker_locks",
          "worker_read_write_locks",
          "worker_read_write_locks_mode",
          "stream_positions",
          "user_directory_search");

  /**
   * How the rows are spread; every other table gets a small share. A large homeserver is mostly
   * state and event edges.
   */
  private static final Map<String, Double> SHARES =
      Map.of(
          "state_groups_state", 0.34,
          "event_auth", 0.11,
          "events", 0.05,
          "event_json", 0.05,
          "event_edges", 0.05,
          "event_to_state_groups", 0.05,
          "event_search", 0.03,
          "room_memberships", 0.02,
          "device_lists_stream", 0.02);

  private final long seed;
  private final int rows;
  private final Set<Oddity> oddities;
  private final List<String> schema;

  private SynapseFixture(long seed, int rows, Set<Oddity> oddities, List<String> schema) {
    this.seed = seed;
    this.rows = rows;
    this.oddities = oddities;
    this.schema = schema;
  }

  /** A database of about 10,000 rows without oddities, in the given schema. */
  public static SynapseFixture of(long seed, List<String> schema) {
    return new SynapseFixture(seed, 10_000, Set.of(), List.copyOf(schema));
  }

  /** About so many rows in all. */
  public SynapseFixture rows(int rows) {
    return new SynapseFixture(seed, rows, oddities, schema);
  }

  /** With these oddities and no others. */
  public SynapseFixture with(Oddity... oddities) {
    Set<Oddity> chosen = EnumSet.noneOf(Oddity.class);
    chosen.addAll(Arrays.asList(oddities));
    return new SynapseFixture(seed, rows, chosen, schema);
  }

  /** With every oddity there is. */
  public SynapseFixture withEveryOddity() {
    return with(Oddity.values());
  }

  /**
   * Writes the database.
   *
   * @param file where; must not exist
   * @return table name to number of rows, for every table that got rows
   */
  public Map<String, Integer> writeTo(Path file) throws SQLException {
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      try (Statement statement = database.createStatement()) {
        statement.execute("PRAGMA journal_mode=WAL");
        statement.execute("PRAGMA synchronous=OFF");
        database.setAutoCommit(false);
        for (String sql : schema) {
          statement.execute(sql);
        }
      }
      Map<String, Integer> counts = fill(database);
      database.commit();
      return counts;
    }
  }

  private Map<String, Integer> fill(Connection database) throws SQLException {
    int events = Math.max(20, (int) (rows * SHARES.getOrDefault("events", 0.05)));
    int users = Math.max(5, Math.min(400, events / 20));
    SplittableRandom random = new SplittableRandom(seed);
    SynapseValues values =
        new SynapseValues(random, oddities, users, Math.max(3, users / 4), events);
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, Set<List<Object>>> parents = new LinkedHashMap<>();
    List<TableShape> tables = TableShape.of(database);
    for (TableShape table : tables) {
      if (!LEFT_ALONE.contains(table.name())) {
        int wanted = wanted(table, users, tables.size());
        int inserted = fill(database, table, wanted, values, parents, false);
        if (inserted == 0) {
          // No row is about a subject that its parents are about too: any parents will do.
          inserted = fill(database, table, 3, values, parents, true);
        }
        if (inserted > 0) {
          counts.put(table.name(), inserted);
        }
      }
    }
    if (oddities.contains(Oddity.REFRESH_TOKEN_CHAIN)) {
      chainRefreshTokens(database);
    }
    return counts;
  }

  private int wanted(TableShape table, int users, int tables) {
    if (table.columns().stream().anyMatch(c -> c.name().equalsIgnoreCase("lock"))) {
      return 1;
    }
    if (table.name().equals("users")) {
      return users;
    }
    double rest = 0.28 / tables;
    return Math.max(3, (int) (rows * SHARES.getOrDefault(table.name(), rest)));
  }

  /** Inserts up to {@code wanted} rows; rows that would break a key are left out. */
  private int fill(
      Connection database,
      TableShape table,
      int wanted,
      SynapseValues values,
      Map<String, Set<List<Object>>> parents,
      boolean anyParents)
      throws SQLException {
    List<TableShape.Column> columns = table.columns();
    String marks = String.join(",", columns.stream().map(c -> "?").toList());
    String names = String.join(",", columns.stream().map(c -> "\"" + c.name() + "\"").toList());
    String sql =
        "INSERT OR IGNORE INTO " + table.name() + " (" + names + ") VALUES (" + marks + ")";
    int inserted = 0;
    try (PreparedStatement insert = database.prepareStatement(sql)) {
      for (int row = 0; row < wanted; row++) {
        Map<String, Object> cells = row(table, row, values);
        if (!adoptParents(database, table, cells, parents, anyParents)) {
          continue;
        }
        for (int i = 0; i < columns.size(); i++) {
          insert.setObject(i + 1, cells.get(columns.get(i).name()));
        }
        inserted += insert.executeUpdate();
      }
    }
    return inserted;
  }

  private static Map<String, Object> row(TableShape table, int row, SynapseValues values) {
    SynapseValues.Subject subject = values.subject(row);
    Map<String, Object> cells = new LinkedHashMap<>();
    for (TableShape.Column column : table.columns()) {
      Object value =
          table.virtual() && column.name().equals("value")
              ? values.phrase(row)
              : values.value(table.name(), column, row, subject);
      putNullable(cells, column.name(), value);
    }
    return cells;
  }

  @SuppressWarnings("NullAway") // a SQL NULL is a cell like any other
  private static void putNullable(Map<String, Object> cells, String name, @Nullable Object value) {
    cells.put(name, value);
  }

  /** Makes foreign keys point to rows that exist; false when the row cannot be saved. */
  private static boolean adoptParents(
      Connection database,
      TableShape table,
      Map<String, Object> cells,
      Map<String, Set<List<Object>>> parents,
      boolean anyParents)
      throws SQLException {
    for (TableShape.ForeignKey key : table.foreignKeys()) {
      if (key.parent().equals(table.name())) {
        key.columns().forEach(column -> putNullable(cells, column, null));
        continue;
      }
      List<Object> tuple = tuple(cells, key.columns());
      if (tuple.size() < key.columns().size()) {
        continue; // a NULL refers to nothing
      }
      Set<List<Object>> existing =
          parents.computeIfAbsent(key.parent() + key.parentColumns(), k -> new HashSet<>());
      if (existing.isEmpty()) {
        existing.addAll(keysOf(database, key));
      }
      if (!existing.contains(tuple)) {
        boolean aboutTheSubject =
            key.columns().stream().anyMatch(c -> c.equals("event_id") || c.equals("room_id"));
        if ((aboutTheSubject && !anyParents) || existing.isEmpty()) {
          return false;
        }
        List<Object> other =
            existing.stream().min((a, b) -> a.toString().compareTo(b.toString())).orElseThrow();
        for (int i = 0; i < key.columns().size(); i++) {
          cells.put(key.columns().get(i), other.get(i));
        }
      }
    }
    return true;
  }

  private static List<Object> tuple(Map<String, Object> cells, List<String> columns) {
    List<Object> tuple = new ArrayList<>();
    for (String column : columns) {
      Object cell = cells.get(column);
      if (cell != null) {
        tuple.add(cell instanceof Number number ? (Object) number.longValue() : cell);
      }
    }
    return tuple;
  }

  private static List<List<Object>> keysOf(Connection database, TableShape.ForeignKey key)
      throws SQLException {
    List<List<Object>> keys = new ArrayList<>();
    String sql = "SELECT " + String.join(", ", key.parentColumns()) + " FROM " + key.parent();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<Object> tuple = new ArrayList<>();
        for (int i = 1; i <= key.parentColumns().size(); i++) {
          Object cell = rows.getObject(i);
          tuple.add(cell instanceof Number number ? (Object) number.longValue() : cell);
        }
        keys.add(tuple);
      }
    }
    return keys;
  }

  private static void chainRefreshTokens(Connection database) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.executeUpdate(
          "UPDATE refresh_tokens SET next_token_id = (SELECT min(n.id) FROM refresh_tokens n"
              + " WHERE n.id > refresh_tokens.id)");
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "SynapseFixture[seed=%d, rows=%d, oddities=%s]", seed, rows, oddities);
  }
}
