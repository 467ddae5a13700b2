package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/**
 * The second of two runs, which makes the target equal to a newer source, is halted once at every
 * point where it changes something; the third one must come to what a fresh port gives.
 */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class ConvergeHaltTest {
  @TempDir Path folder;

  private static final List<String> CHANGES =
      List.of(
          "UPDATE events SET content = 'edited ' || stream_ordering WHERE stream_ordering % 7 = 0",
          // a parent replaced under the same key
          "CREATE TEMP TABLE p AS SELECT * FROM events WHERE event_id = '$event10'",
          "DELETE FROM events WHERE event_id = '$event10'",
          "UPDATE p SET content = 'another', origin_server_ts = 5",
          "INSERT INTO events SELECT * FROM p",
          // unique values swapped
          "UPDATE refresh_tokens SET token = 'x' || id",
          "UPDATE refresh_tokens SET token = 't' || (4 - id)",
          // the chain reversed
          "UPDATE refresh_tokens SET next_token_id = CASE id WHEN 1 THEN NULL ELSE id - 1 END",
          // duplicates in a table without a key
          "INSERT INTO event_edges SELECT * FROM event_edges LIMIT 3",
          "DELETE FROM event_edges WHERE rowid % 11 = 0",
          // an identity key changed
          "UPDATE sliding_sync_connections SET connection_key = 9 WHERE connection_key = 1",
          "INSERT INTO user_directory VALUES ('@c:x', NULL, 'New', NULL)",
          "INSERT INTO events VALUES (5000, 5000, '$new', '!room1', '{}', NULL, 1, 0, NULL)");

  private static PortOutcome.Completed completed(Path file, ConnectionSource target, String where)
      throws InterruptedException {
    PortOutcome outcome = HaltTest.run(file, target);
    assertThat(outcome).as("%s: %s", where, outcome).isInstanceOf(PortOutcome.Completed.class);
    return (PortOutcome.Completed) outcome;
  }

  @Test
  void aThirdRunCompletesWhateverEndedTheSecond(PostgresServers servers) throws Exception {
    Path before = MiniSynapse.source(folder.resolve("before.db"), 19, 300);
    Path after = folder.resolve("after.db");
    Files.copy(before, after);
    SqliteFile.change(after, CHANGES.toArray(String[]::new));
    PostgresServer server = servers.newest();
    List<String> expected;
    try (TestDatabase fresh = server.newDatabase()) {
      MiniSynapse.prepare(fresh);
      completed(after, fresh.source(), "fresh");
      expected = MiniSynapse.content(fresh);
    }
    try (TestDatabase ported = server.newDatabase()) {
      MiniSynapse.prepare(ported);
      completed(before, ported.source(), "first");
      List<String> points;
      try (Copy copy = new Copy(ported, 0)) {
        HaltingSource observed = new HaltingSource(copy.database.source(), 0);
        completed(after, observed, "second");
        assertThat(MiniSynapse.difference(expected, copy.database)).isEmpty();
        points = observed.passed();
      }
      List<Callable<Void>> halts = new ArrayList<>();
      for (int i = 1; i <= points.size(); i++) {
        int at = i;
        halts.add(
            () -> {
              haltAndResume(ported, after, at, points.get(at - 1), expected);
              return null;
            });
      }
      TwoAtATime.run(halts);
    }
  }

  private static void haltAndResume(
      TestDatabase ported, Path after, int at, String point, List<String> expected)
      throws InterruptedException {
    String where = "halted at point %d, %s".formatted(at, point);
    try (Copy copy = new Copy(ported, at)) {
      HaltTest.run(after, new HaltingSource(copy.database.source(), at));
      completed(after, copy.database.source(), where);
      assertThat(MiniSynapse.difference(expected, copy.database)).as(where).isEmpty();
    }
  }

  /** A copy of a ported database, with the same owner. */
  private static final class Copy implements AutoCloseable {
    final TestDatabase database;

    Copy(TestDatabase ported, int number) {
      database =
          new TestDatabase(
              ported.server(), ported.name() + "_" + number, ported.owner(), ported.password());
      synchronized (Copy.class) {
        ported
            .server()
            .execute(
                "postgres",
                "CREATE DATABASE "
                    + database.name()
                    + " OWNER "
                    + ported.owner()
                    + " TEMPLATE "
                    + ported.name());
      }
    }

    @Override
    public void close() {
      database.server().execute("postgres", "DROP DATABASE " + database.name() + " WITH (FORCE)");
    }
  }

  @Test
  void aCopyWithOtherRowNumbersIsTheSame(PostgresServers servers) throws Exception {
    Path before = MiniSynapse.source(folder.resolve("numbered.db"), 43, 200);
    Path into = folder.resolve("into.db");
    SqliteFile.change(before, "DELETE FROM event_edges WHERE rowid % 3 = 0");
    try (TestDatabase target = servers.newest().newDatabase()) {
      MiniSynapse.prepare(target);
      completed(before, target.source(), "first");
      final List<String> expected = MiniSynapse.content(target);
      SqliteFile.change(before, "VACUUM INTO '" + into + "'");
      for (Path same : List.of(into, reloaded(before))) {
        PortOutcome.Completed again = completed(same, target.source(), same.toString());
        assertThat(again.summary().changes()).as(same.toString()).isEmpty();
        assertThat(MiniSynapse.difference(expected, target)).as(same.toString()).isEmpty();
      }
    }
  }

  /** What the {@code .dump} of SQLite's shell gives when it is read into an empty file. */
  private Path reloaded(Path from) throws Exception {
    Path file = folder.resolve("reloaded.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("ATTACH '" + from + "' AS old");
      List<String> statements = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT name, sql, sql LIKE 'CREATE VIRTUAL%' FROM old.sqlite_schema"
                  + " WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                  + " AND name NOT LIKE '%\\_search\\__%' ESCAPE '\\'")) {
        while (row.next()) {
          String name = row.getString(1);
          statements.add(row.getString(2));
          statements.add(
              row.getBoolean(3)
                  ? searchCopy(name)
                  : "INSERT INTO main." + name + " SELECT * FROM old." + name);
        }
      }
      statements.add("UPDATE main.sqlite_sequence SET seq = (SELECT seq FROM old.sqlite_sequence)");
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
    return file;
  }

  private static String searchCopy(String name) {
    String columns =
        name.equals("event_search")
            ? "docid, event_id, room_id, sender, key, value"
            : "docid, user_id, value";
    return "INSERT INTO main.%s (%s) SELECT %s FROM old.%s".formatted(name, columns, columns, name);
  }
}
