package org.synapsepg.porting.fuzz;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The plainest port there is: every row read through JDBC, each value turned into text by one rule
 * for the type that the target declares, one INSERT a row. It shares no code with the real one and
 * writes into a schema of its own beside it, so that the server can compare the two.
 */
final class ReferencePort {
  static final String SCHEMA = "reference";

  /** Tables that a port does not take from the source. */
  private static final Set<String> NOT_COPIED =
      Set.of(
          "schema_version",
          "schema_compat_version",
          "applied_schema_deltas",
          "background_updates",
          "cache_invalidation_stream_by_instance",
          "instance_map",
          "port_from_sqlite3",
          "worker_locks",
          "worker_read_write_locks",
          "worker_read_write_locks_mode",
          "event_search",
          "user_directory_search");

  private final Connection target;
  private final Map<String, Map<String, String>> types = new TreeMap<>();

  ReferencePort(Connection target) throws SQLException {
    this.target = target;
    try (Statement statement = target.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, column_name, data_type FROM information_schema.columns"
                    + " WHERE table_schema = 'reference' ORDER BY 1, ordinal_position")) {
      while (row.next()) {
        types
            .computeIfAbsent(row.getString(1), t -> new TreeMap<>())
            .put(row.getString(2), row.getString(3));
      }
    }
  }

  /** Makes the schema: every table of Synapse's without its indexes and constraints. */
  static void prepare(Connection target) throws SQLException {
    try (Statement statement = target.createStatement()) {
      statement.execute("CREATE SCHEMA reference");
      List<String> tables = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT relname FROM pg_class WHERE relkind = 'r'"
                  + " AND relnamespace = 'public'::regnamespace")) {
        while (row.next()) {
          tables.add(row.getString(1));
        }
      }
      for (String table : tables) {
        statement.execute("CREATE TABLE reference.%1$s (LIKE public.%1$s)".formatted(table));
      }
    }
  }

  /** Fills the schema from a database. */
  void port(Path sqlite) throws SQLException {
    target.setAutoCommit(false);
    try (Connection source = DriverManager.getConnection("jdbc:sqlite:" + sqlite);
        Statement statement = target.createStatement()) {
      statement.execute("TRUNCATE " + names(types.keySet()));
      for (String table : types.keySet()) {
        if (!NOT_COPIED.contains(table)) {
          copy(source, table);
        }
      }
      search(source);
      directory(source);
      target.commit();
    }
    target.setAutoCommit(true);
  }

  private static String names(Set<String> tables) {
    return tables.stream().map(t -> "reference." + t).collect(Collectors.joining(", "));
  }

  private void copy(Connection source, String table) throws SQLException {
    Map<String, String> columns = types.getOrDefault(table, Map.of());
    List<String> names = new ArrayList<>();
    try (Statement statement = source.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "')")) {
      while (row.next()) {
        names.add(row.getString(1).toLowerCase(Locale.ROOT));
      }
    }
    names.retainAll(columns.keySet());
    if (names.isEmpty()) {
      return;
    }
    String list = names.stream().map(n -> '"' + n + '"').collect(Collectors.joining(", "));
    String marks =
        names.stream().map(n -> "?::" + columns.get(n)).collect(Collectors.joining(", "));
    String classes =
        names.stream().map(n -> "typeof(\"" + n + "\")").collect(Collectors.joining(", "));
    try (Statement statement = source.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT " + list + ", " + classes + " FROM " + table);
        PreparedStatement insert =
            target.prepareStatement(
                "INSERT INTO reference." + table + " (" + list + ") VALUES (" + marks + ")")) {
      boolean any = false;
      while (row.next()) {
        for (int i = 1; i <= names.size(); i++) {
          String type = columns.getOrDefault(names.get(i - 1), "text");
          insert.setString(i, text(row, i, row.getString(names.size() + i), type));
        }
        insert.addBatch();
        any = true;
      }
      if (any) {
        insert.executeBatch();
      }
    }
  }

  /** A value as PostgreSQL reads it. */
  private static @Nullable String text(ResultSet row, int column, String stored, String type)
      throws SQLException {
    if (stored.equals("null")) {
      return null;
    }
    if (type.equals("bytea")) {
      StringBuilder hex = new StringBuilder("\\x");
      for (byte b : row.getBytes(column)) {
        hex.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
      }
      return hex.toString();
    }
    return switch (stored) {
      case "integer" -> row.getString(column);
      case "real" ->
          type.contains("int") ? "%.0f".formatted(row.getDouble(column)) : row.getString(column);
      default -> {
        String text =
            new String(row.getBytes(column), StandardCharsets.UTF_8).replace('\0', '\uFFFD');
        yield type.equals("jsonb") ? storable(text) : text;
      }
    };
  }

  /** Escapes that the binary type cannot store: U+0000, and half a pair of surrogates. */
  private static String storable(String json) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      if (json.charAt(i + 1) != 'u') {
        out.append(c).append(json.charAt(++i));
        continue;
      }
      int unit = unit(json, i);
      boolean pair =
          Character.isHighSurrogate((char) unit)
              && json.startsWith("\\u", i + 6)
              && Character.isLowSurrogate((char) unit(json, i + 6));
      if (pair) {
        out.append(json, i, i + 12);
        i += 11;
      } else {
        boolean bad = unit == 0 || Character.isSurrogate((char) unit);
        out.append(bad ? "\\ufffd" : json.substring(i, i + 6));
        i += 5;
      }
    }
    return out.toString();
  }

  private static int unit(String json, int at) {
    return Integer.parseInt(json.substring(at + 2, at + 6), 16);
  }

  /** What Synapse's own background update writes, of the first text of each event. */
  private void search(Connection source) throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT event_id, room_id, sender, key, value FROM event_search s"
                    + " WHERE docid = (SELECT min(docid) FROM event_search o"
                    + " WHERE o.event_id = s.event_id) ORDER BY docid");
        PreparedStatement insert =
            target.prepareStatement(
                "INSERT INTO reference.event_search (event_id, room_id, sender, key, vector,"
                    + " origin_server_ts, stream_ordering) SELECT e.event_id, e.room_id, ?, ?,"
                    + " to_tsvector('english', ?), e.origin_server_ts, e.stream_ordering"
                    + " FROM reference.events e WHERE e.event_id = ? AND e.room_id = ?")) {
      while (row.next()) {
        String[] order = {"sender", "key", "value", "event_id", "room_id"};
        for (int i = 0; i < order.length; i++) {
          String value = row.getString(order[i]);
          insert.setString(i + 1, value == null ? null : value.replace('\0', ' '));
        }
        insert.executeUpdate();
      }
    }
  }

  /** What Synapse writes when a profile changes. */
  private void directory(Connection source) throws SQLException {
    try (Statement statement = source.createStatement();
        ResultSet row = statement.executeQuery("SELECT user_id, display_name FROM user_directory");
        PreparedStatement insert =
            target.prepareStatement(
                "INSERT INTO reference.user_directory_search (user_id, vector) VALUES (?,"
                    + " setweight(to_tsvector('simple', ?), 'A')"
                    + " || setweight(to_tsvector('simple', ?), 'D')"
                    + " || setweight(to_tsvector('simple', ?), 'B'))")) {
      while (row.next()) {
        String user = row.getString(1).replace('\0', '\uFFFD');
        String name = row.getString(2);
        insert.setString(1, user);
        insert.setString(2, user.replaceFirst("^.", "").replaceFirst(":.*$", ""));
        insert.setString(3, user.replaceFirst("^[^:]*:", ""));
        insert.setString(
            4,
            name == null
                ? ""
                : Normalizer.normalize(
                    name.replace('\0', '\uFFFD').toLowerCase(Locale.ROOT), Normalizer.Form.NFKC));
        insert.executeUpdate();
      }
    }
  }

  /** Tables in which the two ports differ, with what each has that the other has not. */
  List<String> differences() throws SQLException {
    List<String> differences = new ArrayList<>();
    String sql =
        types.keySet().stream()
            .filter(t -> !NOT_COPIED.contains(t) || t.endsWith("_search"))
            .map(
                t ->
                    ("SELECT '%1$s real', x FROM (SELECT t::text AS x FROM public.%1$s t EXCEPT ALL"
                            + " SELECT t::text FROM reference.%1$s t) d UNION ALL"
                            + " SELECT '%1$s reference', x FROM (SELECT t::text AS x FROM"
                            + " reference.%1$s t EXCEPT ALL SELECT t::text FROM public.%1$s t) d")
                        .formatted(t))
            .collect(Collectors.joining(" UNION ALL "));
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        differences.add(row.getString(1) + ": " + row.getString(2));
      }
    }
    return differences;
  }
}
