package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * Sources that change at random, and targets that follow them by whole runs: every two neighbouring
 * states are a pair. After each run the target is compared with one that the newer state was ported
 * into afresh: rows, catalogue, sequences. The system property {@code synapsepg.pairs} says how
 * many; the newest rows stay, for a sequence never goes back.
 */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class PairsTest {
  private static final int PAIRS = Integer.getInteger("synapsepg.pairs", 200);
  private static final int CHAINS = 4;

  /** What happens to a source; {@code %1$d} is a number that was never used. */
  private enum Change {
    PARENT_REPLACED(
        "CREATE TEMP TABLE s AS SELECT * FROM events WHERE event_id = '$event10'",
        "DELETE FROM events WHERE event_id = '$event10'",
        "INSERT INTO events SELECT %1$d, topological_ordering, event_id, room_id, content || ' ',"
            + " state_key, origin_server_ts + 1, outlier, contains_url FROM s",
        "DROP TABLE s"),
    UNIQUE_VALUES_SWAPPED(
        "UPDATE refresh_tokens SET token = token || ' old' WHERE id IN (1, 2)",
        "UPDATE refresh_tokens SET token = CASE id WHEN 1 THEN 'two%1$d' ELSE 'one%1$d' END"
            + " WHERE id IN (1, 2)",
        "UPDATE refresh_tokens SET token = (SELECT token FROM refresh_tokens WHERE id = 1) || 'x'"
            + " WHERE id = 3"),
    UNIQUE_VALUES_TURNED(
        "CREATE TEMP TABLE s AS SELECT id, token FROM refresh_tokens",
        "UPDATE refresh_tokens SET token = id || '-'",
        "UPDATE refresh_tokens SET token = (SELECT token FROM s WHERE s.id = refresh_tokens.id %% 3"
            + " + 1) WHERE id <= 3",
        "DROP TABLE s"),
    CHAIN_REVERSED(
        "CREATE TEMP TABLE s AS SELECT id, next_token_id AS next FROM refresh_tokens",
        "UPDATE refresh_tokens SET next_token_id = (SELECT s.id FROM s WHERE s.next ="
            + " refresh_tokens.id LIMIT 1)",
        "DROP TABLE s"),
    CHAIN_LONGER("INSERT INTO refresh_tokens VALUES (%1$d, 't%1$d', 1)"),
    DUPLICATES(
        "INSERT INTO event_edges SELECT * FROM event_edges ORDER BY rowid * 7919 %% 1009 LIMIT 3",
        "INSERT INTO event_edges SELECT * FROM event_edges WHERE rowid = 1"),
    ONE_OF_DUPLICATES_GONE(
        "DELETE FROM event_edges WHERE rowid IN (SELECT max(rowid) FROM event_edges GROUP BY"
            + " event_id, prev_event_id HAVING count(*) > 1 LIMIT 1)"),
    ROWIDS_GIVEN_ANEW(
        "CREATE TEMP TABLE s AS SELECT * FROM event_edges ORDER BY rowid * 7919 %% 1009",
        "DELETE FROM event_edges", "INSERT INTO event_edges SELECT * FROM s", "DROP TABLE s"),
    IDENTITY_CHANGED(
        "INSERT INTO sliding_sync_connections VALUES (%1$d, '@i:x')",
        "UPDATE sliding_sync_connections SET connection_key = 500000 + %1$d WHERE"
            + " connection_key = 1",
        "INSERT OR IGNORE INTO sliding_sync_connections VALUES (1, '@a:x')",
        "INSERT INTO sliding_sync_connections (user_id) VALUES ('@c:x')"),
    EVENT_NEW(
        "INSERT INTO events VALUES (%1$d, %1$d, '$new%1$d', '!room1', '{}', NULL, 17, 0, 1)",
        "INSERT INTO event_edges VALUES ('$new%1$d', '$event3')",
        "INSERT INTO event_search (event_id, room_id, key, value) VALUES ('$new%1$d', '!room1',"
            + " 'content.body', 'new words %1$d')"),
    EVENT_GONE(
        "DELETE FROM event_search WHERE event_id = '$event6'",
        "DELETE FROM event_edges WHERE event_id = '$event6'",
        "DELETE FROM events WHERE event_id = '$event6'"),
    EVENT_CENSORED("UPDATE events SET content = '{}' WHERE event_id = '$event9'"),
    EVENT_MOVED_IN_TIME(
        "UPDATE events SET origin_server_ts = origin_server_ts + 1 WHERE event_id = '$event8'"),
    NULL_AND_FALSE(
        "UPDATE events SET contains_url = CASE WHEN contains_url IS NULL THEN 0 ELSE NULL END"
            + " WHERE event_id = '$event11'"),
    TEXT_CHANGED("UPDATE event_search SET value = 'other words %1$d' WHERE event_id = '$event12'"),
    TEXT_GONE("DELETE FROM event_search WHERE event_id = '$event14'"),
    TEXT_AGAIN(
        "DELETE FROM event_search WHERE event_id = '$event14'",
        "INSERT INTO event_search (event_id, room_id, key, value) VALUES ('$event14', '!room2',"
            + " 'content.body', 'again %1$d')"),
    TEXT_TWICE(
        "INSERT INTO event_search (event_id, room_id, key, value) VALUES ('$event16', '!room1',"
            + " 'content.body', 'a second text %1$d')"),
    TEXT_OF_NOBODY(
        "INSERT INTO event_search (event_id, room_id, key, value) VALUES ('$nobody%1$d', '!room1',"
            + " 'content.body', 'nobody wrote this')"),
    TEXTS_OF_NOBODY_GONE("DELETE FROM event_search WHERE event_id LIKE '$nobody%%'"),
    TEXT_ONCE(
        "DELETE FROM event_search WHERE event_id = '$event16' AND docid > (SELECT min(docid) FROM"
            + " event_search WHERE event_id = '$event16')"),
    DIRECTORY("UPDATE user_directory SET display_name = 'Name %1$d' WHERE user_id = '@a:x'"),
    STATE_KEY("UPDATE state_events SET state_key = '@k%1$d:x' WHERE rowid = 2"),
    POSITION("UPDATE stats_incremental_position SET stream_id = %1$d"),
    VACUUMED("VACUUM");

    private final String statements;

    Change(String... statements) {
      this.statements = String.join("\n", statements);
    }

    String[] with(int fresh) {
      return statements.formatted(fresh).split("\n", -1);
    }
  }

  @TempDir Path folder;

  @Test
  void aTargetThatFollowsIsAsOneMadeAfresh(PostgresServers servers, TestReporter report)
      throws Exception {
    long seed = Seed.of(PairsTest.class);
    PostgresServer server = servers.newest();
    List<Callable<Map<Change, Integer>>> chains = new ArrayList<>();
    for (int i = 0; i < CHAINS; i++) {
      int number = i;
      chains.add(() -> chain(server, seed, number, PAIRS / CHAINS));
    }
    Map<Change, Integer> made = new EnumMap<>(Change.class);
    for (Map<Change, Integer> chain : TwoAtATime.run(chains)) {
      chain.forEach((what, times) -> made.merge(what, times, Integer::sum));
    }
    report.publishEntry("changes", made.toString());
    assertThat(made.keySet()).hasSizeGreaterThan(Change.values().length * 3 / 4);
  }

  private Map<Change, Integer> chain(PostgresServer server, long seed, int number, int pairs)
      throws Exception {
    Random random = new Random(seed + number);
    Map<Change, Integer> made = new EnumMap<>(Change.class);
    Path file = MiniSynapse.source(folder.resolve(number + ".db"), seed + number, 24);
    SqliteFile.change(file, "DELETE FROM event_search WHERE value LIKE '%lost%'");
    try (TestDatabase moving = server.newDatabase()) {
      MiniSynapse.prepare(moving);
      completed(HaltTest.run(file, moving.source()), "seed %d, chain %d".formatted(seed, number));
      for (int pair = 0; pair < pairs; pair++) {
        List<Change> changes = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
          Change change = Change.values()[random.nextInt(Change.values().length)];
          SqliteFile.change(file, change.with(1000 + 10 * pair + left));
          made.merge(change, 1, Integer::sum);
          changes.add(change);
        }
        try (TestDatabase fresh = server.newDatabase()) {
          MiniSynapse.prepare(fresh);
          String where = "seed %d, pair %d.%d %s".formatted(seed, number, pair, changes);
          completed(HaltTest.run(file, moving.source()), where);
          completed(HaltTest.run(file, fresh.source()), where + " afresh");
          assertThat(MiniSynapse.difference(MiniSynapse.content(fresh), moving))
              .as("%s", where)
              .isEmpty();
        }
      }
    }
    return made;
  }

  private static void completed(PortOutcome outcome, String where) {
    assertThat(outcome).as("%s: %s", where, outcome).isInstanceOf(PortOutcome.Completed.class);
  }
}
