package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.Quarantine;
import org.synapsepg.porting.QuarantinedRow;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** What was kept out stays safe, can be repaired and put back, and goes when it is told to. */
class QuarantineTest {
  @TempDir Path folder;

  private Quarantine quarantine(TestDatabase target) throws Exception {
    Path source = MiniSynapse.source(folder.resolve("homeserver.db"), 9, 40);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + source);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "UPDATE events SET content = CAST(x'22c3' AS TEXT) WHERE event_id = '$event30'");
      statement.execute("INSERT INTO users VALUES ('@bad:x', 'yesterday')");
      statement.execute(
          "UPDATE event_search SET value = CAST(x'66ff' AS TEXT) WHERE event_id = '$event8'");
    }
    MiniSynapse.prepare(target);
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(source))
            .to(target.source())
            .badValues(BadValuePolicy.all(Action.QUARANTINE).with("nul=replace"))
            .build();
    try (PortRun run = job.start()) {
      PortOutcome outcome = run.await();
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    }
    return Quarantine.of(target.source());
  }

  private static QuarantinedRow row(Quarantine quarantine, String table) {
    return quarantine.rows().stream()
        .filter(r -> r.table().equals(table))
        .findFirst()
        .orElseThrow();
  }

  @PostgresTest(majors = 16)
  void aRepairedRowGoesBackAndThenThoseThatFollowedIt(TestDatabase target) throws Exception {
    Quarantine quarantine = quarantine(target);
    assertThat(quarantine.rows())
        .extracting(QuarantinedRow::table)
        .containsExactly("event_search_texts", "events", "state_events", "users");
    QuarantinedRow event = row(quarantine, "events");
    QuarantinedRow state = row(quarantine, "state_events");
    target.execute("ALTER TABLE state_events DISABLE TRIGGER refuse");
    assertThatThrownBy(() -> quarantine.putBack(state, Map.of()))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("state_events_fk");
    assertThatThrownBy(() -> quarantine.putBack(event, Map.of()))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("\"content\": the value does not fit (encoding)");
    assertThatThrownBy(() -> quarantine.putBack(event, Map.of("nothing", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no column \"nothing\"");
    quarantine.putBack(event, Map.of("content", "{}"));
    quarantine.putBack(row(quarantine, "event_search_texts"), Map.of("value", "put back"));
    quarantine.putBack(row(quarantine, "users"), Map.of("creation_ts", 17));
    assertThatThrownBy(() -> quarantine.putBack(event, Map.of("content", "{}")))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("not in quarantine");
    assertThat(
            target.query(
                "SELECT stream_ordering, content, outlier FROM events WHERE event_id = '$event30'"))
        .containsExactly("30|{}|f");
    assertThat(target.query("SELECT creation_ts FROM users WHERE name = '@bad:x'"))
        .containsExactly("17");
    assertThat(target.query("SELECT vector FROM event_search WHERE event_id = '$event8'"))
        .containsExactly("'back':2 'put':1");
    assertThat(quarantine.rows()).extracting(QuarantinedRow::table).containsExactly("state_events");
    quarantine.putBack(state, Map.of());
    assertThat(quarantine.rows()).isEmpty();
  }

  @PostgresTest(majors = 16)
  void theOwnerAloneReadsItUntilItIsDropped(TestDatabase target) throws Exception {
    target.execute("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC");
    target.execute("ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO PUBLIC");
    Quarantine quarantine = quarantine(target);
    assertThat(
            target.query(
                "SELECT has_schema_privilege('pg_monitor', 'synapse_pg_port', 'USAGE'),"
                    + " has_table_privilege('pg_monitor', 'synapse_pg_port.quarantine', 'SELECT')"))
        .containsExactly("f|f");
    Path file = folder.resolve("rows.jsonl");
    Files.writeString(file, "older");
    quarantine.writeTo(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1))
        .startsWith(
            "{\"table\":\"events\",\"column\":\"content\",\"kind\":\"encoding\",\"rowid\":30,"
                + "\"key\":{\"event_id\":\"$event30\"}")
        .contains("{\"class\":\"TEXT\",\"base64\":\"IsM=\"}");
    assertThat(quarantine.drop(row(quarantine, "users"))).isTrue();
    assertThat(quarantine.dropAll()).isEqualTo(3);
    assertThat(quarantine.rows()).isEmpty();
  }
}
