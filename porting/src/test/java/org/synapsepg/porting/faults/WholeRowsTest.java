package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.QuarantinedRow;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/** Rows that cannot be ported although each of their values fits. */
class WholeRowsTest {
  @TempDir Path folder;

  private Path source(String... statements) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 9, 40);
    SqliteFile.change(file, statements);
    return file;
  }

  private static PortJob job(Path file, TestDatabase target, BadValuePolicy policy) {
    return PortJob.builder()
        .from(SqliteSource.file(file))
        .to(target.source())
        .badValues(policy)
        .build();
  }

  private static PortOutcome.Completed completed(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      PortOutcome outcome = run.await();
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
      return (PortOutcome.Completed) outcome;
    }
  }

  /** Letters that no compression makes shorter. */
  private static String dense(int length) {
    Random random = new Random(Seed.of(WholeRowsTest.class));
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append((char) (33 + random.nextInt(94)));
    }
    return text.toString().replace('\'', '_');
  }

  @PostgresTest(majors = 16)
  void aKeyIsTooLongWhenTheServerSaysSo(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file =
        source(
            "UPDATE events SET event_id = '" + dense(6000) + "' WHERE event_id = '$event31'",
            "UPDATE events SET event_id = '" + "a".repeat(9000) + "' WHERE event_id = '$event33'",
            "DELETE FROM event_edges");
    Findings findings = job(file, target, BadValuePolicy.defaults()).preflight().findings();
    assertThat(findings.withCode(PreflightCode.KEY_TOO_LONG)).hasSize(1);
    assertThat(findings.render())
        .contains("\"events\": 1 rows have a key that is too long")
        .contains("first at rowid 31")
        .contains("2704")
        .doesNotContain("$event");
    PortOutcome.Completed done =
        completed(
            job(file, target, BadValuePolicy.defaults().with(BadValue.LENGTH, Action.QUARANTINE)));
    assertThat(done.quarantined())
        .extracting(r -> r.table() + " " + r.rowid() + " " + r.kind())
        .containsExactly("events 31 LENGTH");
    assertThat(target.query("SELECT count(*) FROM events WHERE length(event_id) = 9000"))
        .containsExactly("1");
  }

  @PostgresTest(majors = 16)
  void aTextIsTooLongForItsVector(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file = source();
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 150_000; i++) {
      words.append("w").append(100_000 + i).append(' ');
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE event_search SET value = ? WHERE event_id = '$event8'")) {
      update.setString(1, words.toString());
      update.executeUpdate();
    }
    Findings findings = job(file, target, BadValuePolicy.defaults()).preflight().findings();
    assertThat(findings.withCode(PreflightCode.KEY_TOO_LONG).render())
        .contains("1 texts are too long for a search vector");
    PortJob job =
        job(file, target, BadValuePolicy.defaults().with(BadValue.LENGTH, Action.QUARANTINE));
    assertThat(completed(job).quarantined())
        .extracting(QuarantinedRow::table)
        .containsExactly("event_search_texts");
    assertThat(target.query("SELECT count(*) FROM events WHERE event_id = '$event8'"))
        .containsExactly("1");
    assertThat(target.query("SELECT count(*) FROM event_search WHERE event_id = '$event8'"))
        .containsExactly("0");
    assertThat(job.verify(VerifyLevel.BYTES).isSame()).isTrue();
  }

  @PostgresTest(majors = 16)
  void keysThatBecomeEqualAreNamed(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file =
        source(
            "INSERT INTO users (rowid, name) VALUES (71, 'a' || char(0)), (72, 'a' || char(65533)),"
                + " (73, 'b' || char(0) || char(65533)), (74, 'b' || char(65533) || char(0)),"
                + " (75, 'same'), (76, CAST('same' AS BLOB))");
    Findings found =
        job(file, target, BadValuePolicy.defaults())
            .preflight()
            .findings()
            .withCode(PreflightCode.KEYS_COLLIDE);
    assertThat(found.render())
        .contains("rowid 72 and 71")
        .contains("rowid 73 and 74")
        .contains("\"users_name_key\": rowid 75,76");
    assertThat(found).hasSize(3);
  }

  @PostgresTest(majors = 16)
  void rowsThatReferToNothingAndRowsThatFollowOthers(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file =
        source(
            "INSERT INTO state_events VALUES ('$none', '!room0', 'x')",
            "UPDATE events SET content = CAST(x'ff' AS TEXT) WHERE event_id = '$event30'",
            "UPDATE refresh_tokens SET token = CAST(x'fe' AS TEXT) WHERE id = 3");
    BadValuePolicy policy = BadValuePolicy.defaults().with(BadValue.ENCODING, Action.QUARANTINE);
    Findings found = job(file, target, policy).preflight().findings();
    assertThat(found.withCode(PreflightCode.SOURCE_ORPHANS).render())
        .contains("1 rows break the foreign key \"state_events\" (event_id) -> \"events\"");
    assertThat(found.render())
        .contains("1 rows follow others into quarantine")
        .contains("\"refresh_tokens\" (next_token_id) -> \"refresh_tokens\"");
    PortJob job = job(file, target, policy.with(BadValue.ORPHAN, Action.QUARANTINE));
    assertThat(completed(job).quarantined())
        .extracting(r -> r.table() + " " + r.kind() + " " + r.key())
        .containsExactly(
            "events ENCODING {\"event_id\":\"$event30\"}",
            "refresh_tokens ORPHAN {\"id\":1}",
            "refresh_tokens ORPHAN {\"id\":2}",
            "refresh_tokens ENCODING {\"id\":3}",
            "state_events ORPHAN {\"event_id\":\"$event30\"}",
            "state_events ORPHAN {\"event_id\":\"$none\"}");
    assertThat(job.verify(VerifyLevel.CHECKSUMS).isSame()).isTrue();
  }

  @PostgresTest(majors = 16)
  void rowsThatATriggerRejectsAndRoomsWithChangedKeys(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute(
        "CREATE TABLE partial_state_events (room_id text NOT NULL, event_id text NOT NULL)",
        "CREATE TRIGGER check_partial_state_events BEFORE INSERT ON partial_state_events"
            + " FOR EACH ROW EXECUTE FUNCTION refuse()");
    Path file =
        source(
            "CREATE TABLE partial_state_events (room_id TEXT NOT NULL, event_id TEXT NOT NULL)",
            "INSERT INTO partial_state_events VALUES ('!room1', '$event1'), ('!room1', '$event2')");
    Findings found = job(file, target, BadValuePolicy.defaults()).preflight().findings();
    assertThat(found.withCode(PreflightCode.TRIGGER_REJECTS).render())
        .contains("1 rows", "check_partial_state_events", "rowid 2");
    assertThat(found.withCode(PreflightCode.STATE_KEYS_REPLACED).render()).contains("!room2");
  }

  @PostgresTest(majors = 16)
  void numbersThatJsonbWritesInAnotherWayAreCounted(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute("CREATE TABLE profiles (user_id text UNIQUE, fields jsonb)");
    Path file =
        source(
            "CREATE TABLE profiles (user_id TEXT UNIQUE, fields JSONB)",
            "INSERT INTO profiles VALUES ('a', '[1e2, 1.50, 7, -0]'), ('b', '{\"x\": 2E-1}'), ('c',"
                + " NULL)");
    PortJob job = job(file, target, BadValuePolicy.defaults());
    assertThat(job.preflight().findings().withCode(PortCode.NUMBERS_REWRITTEN).render())
        .contains("\"profiles\", column \"fields\": 3 numbers");
    completed(job);
    assertThat(target.query("SELECT fields FROM profiles ORDER BY user_id"))
        .containsExactly("[100, 1.50, 7, 0]", "{\"x\": 0.2}", "∅");
  }

  @PostgresTest(majors = 16)
  void textsWithoutAnEventAndSecondTextsAreLeftOutAndListed(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file =
        source(
            "INSERT INTO event_search (docid, event_id, room_id, key, value) VALUES"
                + " (7001, '$event8', '!room2', 'content.body', 'afterthought'),"
                + " (7002, '$nothing', '!room0', 'content.body', 'vanished'),"
                + " (7003, '$event10', '!elsewhere', 'content.body', 'astray')");
    Findings found =
        completed(job(file, target, BadValuePolicy.defaults()))
            .summary()
            .findings()
            .withCode(PortCode.SEARCH_ROWS_LEFT_OUT);
    assertThat(found).hasSize(2);
    assertThat(found.render())
        .contains("2 texts", "belong to no event", "{7002,7003}")
        .contains("belong to an event that has another one", "7001");
    assertThat(
            target.query(
                "SELECT count(*), count(DISTINCT event_id), count(*) FILTER (WHERE vector @@"
                    + " 'afterthought | vanished | astray'::tsquery) FROM event_search"))
        .containsExactly("20|20|0");
  }
}
