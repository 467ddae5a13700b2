package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.TableChange;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * A run that follows a complete one does not read again what nobody can have changed, and finds
 * what somebody did change all the same. The server shows counters late, so nothing is believed in
 * a transaction's first second; the connections are as slow as that takes.
 */
@Tag("faults")
class RerunComparisonTest {
  /** What a run asks once, late in its first transaction: whether counters can be believed. */
  private static final String SETTLED = "clock_timestamp() - now()";

  /** What it asks then, and again before the comparison: how many rows were written. */
  private static final String COUNTERS = "SELECT current_setting('track_counts') = 'on'";

  /** How many sessions runs have, those included that are just ending. */
  private static final String OWN =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
          + " AND application_name LIKE 'synapse-pg %'";

  private static final int EVENTS = 300;
  private static final String LARGE = "sliding_sync_connections";

  @TempDir Path folder;

  private static PortOutcome run(
      Path file, TestDatabase target, VerifyLevel level, Consumer<String> before) throws Exception {
    Consumer<String> slow =
        sql -> {
          if (sql.contains(SETTLED)) {
            alone(target);
          }
          before.accept(sql);
        };
    HaltingSource source = new HaltingSource(target.source(), 0, slow);
    try (PortRun run = HaltTest.builder(file, source).verifyLevel(level).build().start()) {
      return run.await();
    }
  }

  /** Waits until nobody else is there, and a second more. */
  private static void alone(TestDatabase target) {
    String others =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type"
            + " = 'client backend' AND application_name NOT LIKE 'synapse-pg %' AND pid <>"
            + " pg_backend_pid()";
    while (!target.query(others).equals(List.of("0"))) {
      Thread.onSpinWait();
    }
    try {
      Thread.sleep(1_100);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PortOutcome.Completed completed(PortOutcome outcome) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    return (PortOutcome.Completed) outcome;
  }

  private static List<String> unread(VerificationReport report) {
    return report.with(Verdict.SAME).stream()
        .filter(t -> !t.reason().isEmpty())
        .map(VerificationReport.Table::name)
        .toList();
  }

  /** A source that was ported, and has changed since. */
  private Path followed(TestDatabase target) throws Exception {
    Path file = MiniSynapse.source(folder.resolve(target.name() + ".db"), 23, EVENTS);
    MiniSynapse.prepare(target);
    PortOutcome.Completed first = completed(HaltTest.run(file, target.source()));
    assertThat(unread(first.proof())).isEmpty();
    SqliteFile.change(
        file,
        "UPDATE events SET content = '{}' WHERE stream_ordering IN (7, 100)",
        "DELETE FROM event_edges WHERE rowid IN (20, 21)",
        "DELETE FROM events WHERE stream_ordering = 31",
        "INSERT INTO event_edges SELECT * FROM event_edges LIMIT 5",
        "INSERT INTO events VALUES (5000, 5000, '$new', '!room1', '{}', NULL, 1, 0, NULL)",
        "INSERT INTO events VALUES (-70, 5000, '$older', '!room1', '{}', NULL, 1, 0, NULL)",
        "UPDATE stats_incremental_position SET stream_id = 8");
    return file;
  }

  @PostgresTest(majors = 18)
  void whatNobodyChangedIsNotReadAgain(TestDatabase target) throws Exception {
    Path file = followed(target);
    PortOutcome.Completed second = completed(run(file, target, VerifyLevel.CHECKSUMS, sql -> {}));

    assertThat(unread(second.proof()))
        .contains("users", "state_events", "events", "event_edges", "stats_incremental_position");
    // What was not read is as it was said to be, segment by segment.
    VerificationReport read = second.certificate().check(target.source());
    assertThat(read.with(Verdict.SAME)).as(read.render()).hasSize(read.tables().size());
    assertThat(second.certificate().toJson()).contains("\"kept\": true");
    assertThat(second.proof().render()).contains("without reading all rows again");

    // The next run starts from digests that were not read.
    SqliteFile.change(file, "DELETE FROM events WHERE stream_ordering IN (-70, 5000, 91)");
    SqliteFile.change(
        file, "INSERT INTO events VALUES (6000, 1, '$n', '!room1', '{}', NULL, 1, 0, NULL)");
    PortOutcome.Completed third = completed(run(file, target, VerifyLevel.CHECKSUMS, sql -> {}));
    assertThat(unread(third.proof())).contains("users", "events", "event_edges");
    PortOutcome.Completed same = completed(run(file, target, VerifyLevel.CHECKSUMS, sql -> {}));
    assertThat(same.summary().changes()).isEmpty();
    assertThat(unread(same.proof())).containsAll(unread(third.proof()));
    VerificationReport again = third.certificate().check(target.source());
    assertThat(again.with(Verdict.SAME)).as(again.render()).hasSize(again.tables().size());
  }

  /** The server is asked for the rows that changed where they are, and for no others. */
  @PostgresTest(majors = 18)
  void ofATableThatChangedTheServerReadsAPart(TestDatabase target) throws Exception {
    Path file = MiniSynapse.source(folder.resolve(target.name() + ".db"), 24, EVENTS);
    SqliteFile.change(
        file,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
            + " INSERT INTO sliding_sync_connections SELECT 10 + i, printf('@%01500d:x', i) FROM n");
    MiniSynapse.prepare(target);
    // After a vacuum new rows go where there is room for them, and are looked for everywhere.
    target.execute("ALTER TABLE " + LARGE + " SET (autovacuum_enabled = off)");
    completed(HaltTest.run(file, target.source()));

    // What a session has read is told when it ends.
    while (!target.query(OWN).equals(List.of("0"))) {
      Thread.onSpinWait();
    }
    alone(target);
    long read = read(target, 0);
    SqliteFile.change(
        file,
        "UPDATE sliding_sync_connections SET user_id = '@b:x'"
            + " WHERE connection_key IN (2000, 2001)",
        "DELETE FROM sliding_sync_connections WHERE connection_key = 2002",
        "INSERT INTO sliding_sync_connections VALUES (7000, '@new:x')");
    PortOutcome.Completed second = completed(run(file, target, VerifyLevel.CHECKSUMS, sql -> {}));
    assertThat(second.summary().changes()).containsExactly(new TableChange(LARGE, 1, 2, 1));
    assertThat(unread(second.proof())).contains(LARGE);
    assertThat(read(target, 3) - read).isBetween(1L, 3_000L);

    // Where somebody has moved all rows the server looks for them everywhere.
    target.execute("VACUUM FULL " + LARGE);
    SqliteFile.change(
        file, "DELETE FROM sliding_sync_connections WHERE connection_key IN (1000, 5000, 7000)");
    PortOutcome.Completed third = completed(run(file, target, VerifyLevel.CHECKSUMS, sql -> {}));
    assertThat(third.summary().changes()).containsExactly(new TableChange(LARGE, 0, 0, 3));
  }

  /** How many rows of it were read in their order, once so many were deleted. */
  private static long read(TestDatabase target, int deleted) {
    String counted =
        "SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = '"
            + LARGE
            + "' AND n_tup_del >= "
            + deleted;
    List<String> read = target.query(counted);
    while (read.isEmpty()) {
      Thread.onSpinWait();
      read = target.query(counted);
    }
    return Long.parseLong(read.get(0));
  }

  @PostgresTest(majors = 18)
  void theHighestLevelReadsEverything(TestDatabase target) throws Exception {
    Path file = followed(target);
    assertThat(unread(completed(run(file, target, VerifyLevel.BYTES, sql -> {})).proof()))
        .isEmpty();
  }

  @PostgresTest(majors = 18)
  void aWriteIntoATableThatStaysIsFound(TestDatabase target) throws Exception {
    differs(target, "UPDATE users SET creation_ts = creation_ts + 1 WHERE name = '@a:x'", "users");
  }

  @PostgresTest(majors = 18)
  void aWriteIntoATableThatWasFollowedIsFound(TestDatabase target) throws Exception {
    differs(target, "UPDATE events SET content = 'x' WHERE event_id = '$event50'", "events");
  }

  @PostgresTest(majors = 18)
  void aRowThatGoesAfterItCameIsFound(TestDatabase target) throws Exception {
    differs(target, "DELETE FROM events WHERE event_id = '$new'", "events");
  }

  /** Somebody writes between the last commit of the rows and the comparison. */
  private void differs(TestDatabase target, String write, String table) throws Exception {
    Path file = followed(target);
    int[] asked = {0};
    PortOutcome second =
        run(
            file,
            target,
            VerifyLevel.CHECKSUMS,
            sql -> {
              if (sql.startsWith(COUNTERS) && ++asked[0] == 2) {
                target.execute(write);
              }
            });
    assertThat(asked[0]).isGreaterThanOrEqualTo(2);
    assertThat(second).as(String.valueOf(second)).isInstanceOf(PortOutcome.Differs.class);
    VerificationReport report = ((PortOutcome.Differs) second).proof();
    assertThat(report.with(Verdict.CHANGED))
        .extracting(VerificationReport.Table::name)
        .containsExactly(table);
  }
}
