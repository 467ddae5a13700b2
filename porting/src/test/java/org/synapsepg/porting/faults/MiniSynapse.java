package org.synapsepg.porting.faults;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.synapsepg.testing.TestDatabase;

/**
 * A server's database cut down to a dozen tables that between them have everything a port deals
 * with: keys of all kinds, foreign keys (one to itself), triggers, identity, search, directory,
 * one-row tables, U+0000, a table large enough that its indexes are taken off.
 */
final class MiniSynapse {
  private MiniSynapse() {}

  /** Writes the source. */
  static Path source(Path file, long seed, int events) throws SQLException {
    Random random = new Random(seed);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql :
          """
          CREATE TABLE schema_version (Lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, version INTEGER NOT NULL, upgraded BOOL NOT NULL);
          INSERT INTO schema_version VALUES ('X', 94, 1);
          CREATE TABLE schema_compat_version (Lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, compat_version INTEGER NOT NULL);
          INSERT INTO schema_compat_version VALUES ('X', 84);
          CREATE TABLE applied_schema_deltas (version INTEGER NOT NULL, file TEXT NOT NULL, UNIQUE (version, file));
          CREATE TABLE background_updates (update_name text NOT NULL, progress_json text NOT NULL, depends_on text, ordering INT NOT NULL DEFAULT 0);
          CREATE TABLE events (stream_ordering INTEGER PRIMARY KEY, topological_ordering BIGINT NOT NULL, event_id TEXT NOT NULL UNIQUE, room_id TEXT NOT NULL, content TEXT, state_key TEXT, origin_server_ts BIGINT, outlier BOOL NOT NULL, contains_url BOOL);
          CREATE TABLE state_events (event_id TEXT NOT NULL UNIQUE REFERENCES events (event_id), room_id TEXT NOT NULL, state_key TEXT NOT NULL);
          CREATE TABLE refresh_tokens (id BIGINT PRIMARY KEY, token TEXT NOT NULL UNIQUE, next_token_id BIGINT REFERENCES refresh_tokens (id) ON DELETE CASCADE);
          CREATE TABLE sliding_sync_connections (connection_key INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL);
          CREATE TABLE user_directory (user_id TEXT NOT NULL UNIQUE, room_id TEXT, display_name TEXT, avatar_url TEXT);
          CREATE VIRTUAL TABLE user_directory_search USING fts4 (user_id, value);
          CREATE VIRTUAL TABLE event_search USING fts4 (tokenize=porter, event_id, room_id, sender, key, value);
          CREATE TABLE users (name TEXT UNIQUE, creation_ts BIGINT);
          INSERT INTO users VALUES ('@a:x', 1600000000), ('@2:x', 1600000001);
          CREATE TABLE event_edges (event_id TEXT NOT NULL, prev_event_id TEXT NOT NULL);
          CREATE TABLE stats_incremental_position (Lock CHAR(1) NOT NULL DEFAULT 'X' UNIQUE, stream_id BIGINT NOT NULL);
          INSERT INTO stats_incremental_position VALUES ('X', 7);
          """
              .split(";\n", -1)) {
        if (!sql.isBlank()) {
          statement.execute(sql);
        }
      }
      events(connection, random, events);
      statement.execute(
          "INSERT INTO refresh_tokens VALUES (1, 't1', 2), (2, 't2', 3), (3, 't3', NULL)");
      statement.execute("INSERT INTO sliding_sync_connections (user_id) VALUES ('@a:x'), ('@b:x')");
      statement.execute("DELETE FROM sliding_sync_connections WHERE connection_key = 2");
      statement.execute(
          "INSERT INTO user_directory VALUES ('@a:x', NULL, 'ÄNNE Ⅷ', NULL), ('@b:y.z', NULL, NULL, NULL)");
      connection.commit();
    }
    return file;
  }

  private static void events(Connection connection, Random random, int events) throws SQLException {
    try (PreparedStatement event =
            connection.prepareStatement("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        PreparedStatement state =
            connection.prepareStatement("INSERT INTO state_events VALUES (?, ?, ?)");
        PreparedStatement edge =
            connection.prepareStatement("INSERT INTO event_edges VALUES (?, ?)");
        PreparedStatement search =
            connection.prepareStatement(
                "INSERT INTO event_search (event_id, room_id, key, value) VALUES (?, ?, ?, ?)")) {
      for (int i = 0; i < events; i++) {
        long ordering = i < 5 ? i - 5 : i;
        String id = "$event" + i;
        String key = i % 10 == 0 ? (i == 20 ? "a\0b" : "@user" + i + ":x") : null;
        event.setLong(1, ordering);
        event.setLong(2, i);
        event.setString(3, id);
        event.setString(4, "!room" + i % 3);
        event.setString(5, "{\"body\":\"" + words(random, 300) + "\"}");
        event.setString(6, key);
        event.setLong(7, 1_700_000_000_000L + i);
        event.setInt(8, i % 2);
        event.setObject(9, i % 3 == 0 ? null : i % 3 - 1);
        event.executeUpdate();
        if (key != null) {
          state.setString(1, id);
          state.setString(2, "!room" + i % 3);
          state.setString(3, key);
          state.executeUpdate();
        }
        if (i > 0) {
          edge.setString(1, id);
          edge.setString(2, "$event" + (i - 1));
          edge.executeUpdate();
        }
        if (i % 2 == 0) {
          search.setString(1, id);
          search.setString(2, "!room" + i % 3);
          search.setString(3, "content.body");
          search.setString(4, i == 4 ? "lost\0and found" : words(random, 8));
          search.executeUpdate();
        }
      }
    }
  }

  private static String words(Random random, int count) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add("word" + random.nextInt(1000));
    }
    return String.join(" ", words);
  }

  /** Makes the target's schema, as Synapse would have prepared it. */
  static void prepare(TestDatabase target) {
    target.execute(
        """
        CREATE TABLE schema_version (lock character(1) DEFAULT 'X' NOT NULL UNIQUE CHECK (lock = 'X'), version integer NOT NULL, upgraded boolean NOT NULL);
        INSERT INTO schema_version VALUES ('X', 94, true);
        CREATE TABLE schema_compat_version (lock character(1) DEFAULT 'X' NOT NULL UNIQUE, compat_version integer NOT NULL);
        INSERT INTO schema_compat_version VALUES ('X', 84);
        CREATE TABLE applied_schema_deltas (version integer NOT NULL, file text NOT NULL, UNIQUE (version, file));
        CREATE TABLE background_updates (update_name text NOT NULL, progress_json text NOT NULL, depends_on text, ordering integer DEFAULT 0 NOT NULL);
        CREATE TABLE events (topological_ordering bigint NOT NULL, event_id text NOT NULL CONSTRAINT events_event_id_key UNIQUE, room_id text NOT NULL, content text, origin_server_ts bigint, outlier boolean NOT NULL, contains_url boolean, stream_ordering bigint, state_key text);
        CREATE UNIQUE INDEX events_stream_ordering ON events (stream_ordering);
        CREATE INDEX events_jump ON events (room_id, origin_server_ts) WHERE NOT outlier;
        COMMENT ON INDEX events_jump IS 'it''s a \\ comment';
        COMMENT ON CONSTRAINT events_event_id_key ON events IS 'unique';
        CREATE SEQUENCE events_stream_seq;
        CREATE TABLE state_events (event_id text NOT NULL UNIQUE DEFERRABLE INITIALLY DEFERRED, room_id text NOT NULL, state_key text NOT NULL, CONSTRAINT state_events_fk FOREIGN KEY (event_id) REFERENCES events (event_id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE refresh_tokens (id bigint PRIMARY KEY, token text NOT NULL UNIQUE, next_token_id bigint REFERENCES refresh_tokens (id) ON DELETE CASCADE);
        CREATE TABLE sliding_sync_connections (connection_key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id text NOT NULL);
        CREATE TABLE user_directory (user_id text NOT NULL, room_id text, display_name text, avatar_url text);
        CREATE UNIQUE INDEX user_directory_user_idx ON user_directory (user_id);
        CREATE TABLE user_directory_search (user_id text NOT NULL, vector tsvector);
        CREATE INDEX user_directory_search_fts_idx ON user_directory_search USING gin (vector);
        CREATE TABLE event_search (event_id text, room_id text, sender text, key text, vector tsvector, origin_server_ts bigint, stream_ordering bigint);
        CREATE UNIQUE INDEX event_search_event_id_idx ON event_search (event_id);
        CREATE INDEX event_search_fts_idx ON event_search USING gin (vector);
        CREATE TABLE users (name text UNIQUE, creation_ts bigint);
        CREATE SEQUENCE user_id_seq;
        CREATE TABLE event_edges (event_id text NOT NULL, prev_event_id text NOT NULL);
        ALTER TABLE event_edges ADD CONSTRAINT event_edges_fk FOREIGN KEY (event_id) REFERENCES events (event_id) NOT VALID;
        CREATE TABLE stats_incremental_position (lock character(1) DEFAULT 'X' NOT NULL UNIQUE, stream_id bigint NOT NULL);
        INSERT INTO stats_incremental_position VALUES ('X', 1);
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no rows by hand'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON state_events FOR EACH ROW EXECUTE FUNCTION refuse();
        """);
  }

  private static final List<String> TABLES =
      List.of(
          "schema_version",
          "schema_compat_version",
          "applied_schema_deltas",
          "background_updates",
          "events",
          "state_events",
          "refresh_tokens",
          "sliding_sync_connections",
          "users",
          "user_directory",
          "user_directory_search",
          "event_search",
          "event_edges",
          "stats_incremental_position");

  /** What a target's content has or lacks against what it should be. */
  static List<String> difference(List<String> expected, TestDatabase target) {
    List<String> missing = new ArrayList<>(expected);
    List<String> difference = new ArrayList<>();
    for (String line : content(target)) {
      if (!missing.remove(line)) {
        difference.add("+ " + line);
      }
    }
    missing.forEach(line -> difference.add("- " + line));
    return difference;
  }

  /** Everything that matters of a target: rows, sequences, catalogue. */
  static List<String> content(TestDatabase target) {
    List<String> content = new ArrayList<>();
    for (String table : TABLES) {
      target
          .query(
              "SELECT left(t::text, 60) || md5(t::text) FROM "
                  + table
                  + " t ORDER BY t::text COLLATE \"C\"")
          .forEach(row -> content.add(table + ": " + row));
    }
    content.addAll(
        target.query(
            """
            SELECT relname || coalesce(reloptions::text, '') FROM pg_class
             WHERE relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT pg_get_indexdef(indexrelid) || indisvalid || indimmediate
                   || coalesce(obj_description(indexrelid, 'pg_class'), '')
              FROM pg_index JOIN pg_class c ON c.oid = indexrelid
             WHERE c.relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
                   || convalidated || coalesce(obj_description(oid, 'pg_constraint'), '')
              FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL
            SELECT pg_get_triggerdef(t.oid) || tgenabled::text FROM pg_trigger t
              JOIN pg_class c ON c.oid = tgrelid
             WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT sequencename || ' ' || coalesce(last_value, -1) FROM pg_sequences
             WHERE schemaname = 'public'
            ORDER BY 1
            """));
    return content;
  }
}
