package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.synapsepg.check.SequenceState.Standing;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Secret;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class SequenceReportTest {
  private static final String[] SCHEMA = {
    "CREATE TABLE stream_positions (stream_name text, instance_name text, stream_id bigint,"
        + " UNIQUE (stream_name, instance_name))",
    "CREATE TABLE events (stream_ordering bigint PRIMARY KEY)",
    "CREATE TABLE ex_outlier_stream (event_stream_ordering bigint PRIMARY KEY)",
    "CREATE TABLE receipts_linearized (stream_id bigint)",
    "CREATE INDEX ON receipts_linearized (stream_id)",
    "CREATE TABLE pushers (id bigint PRIMARY KEY)",
    "CREATE TABLE state_groups (id bigint PRIMARY KEY)",
    "CREATE TABLE users (name text PRIMARY KEY)",
    "CREATE TABLE account_data (user_id text NOT NULL, stream_id bigint NOT NULL)",
    "CREATE INDEX ON account_data (user_id, stream_id)",
    "CREATE TABLE \"Odd Table\" (\"Id\" int GENERATED ALWAYS AS IDENTITY, other serial)",
    "CREATE SEQUENCE events_stream_seq",
    "CREATE SEQUENCE events_backfill_stream_seq",
    "CREATE SEQUENCE receipts_sequence",
    "CREATE SEQUENCE pushers_sequence",
    "CREATE SEQUENCE account_data_sequence",
    "CREATE SEQUENCE state_group_id_seq",
    "CREATE SEQUENCE user_id_seq",
    "CREATE SEQUENCE of_nobody",
    "CREATE SEQUENCE downwards INCREMENT -1"
  };

  @PostgresTest
  void judgesEveryStanding(TestDatabase database) {
    database.execute(SCHEMA);
    database.execute(
        "INSERT INTO events VALUES (7), (-9)",
        "INSERT INTO ex_outlier_stream VALUES (-12)",
        "SELECT setval('events_stream_seq', 7), setval('events_backfill_stream_seq', 12)",
        "INSERT INTO stream_positions VALUES ('backfill', 'worker', -13), ('receipts', 'a', 5),"
            + " ('receipts', 'b', 9), ('events', 'master', 7)",
        "SELECT setval('receipts_sequence', 8)",
        "INSERT INTO pushers VALUES (4)",
        "SELECT setval('pushers_sequence', 5, false)",
        "INSERT INTO account_data SELECT 'u' || i % 3, i FROM generate_series(1, 20) i",
        "SELECT setval('account_data_sequence', 19)",
        "SELECT setval('state_group_id_seq', 40)",
        "INSERT INTO users VALUES ('@17:example.org'), ('@9:example.org'), ('@alice:example.org'),"
            + " ('@99999999999999999999:example.org')",
        "INSERT INTO \"Odd Table\" DEFAULT VALUES",
        "INSERT INTO \"Odd Table\" (\"Id\", other) OVERRIDING SYSTEM VALUE VALUES (50, 60)");
    SequenceReport report = DatabaseInspector.on(database.source()).checkSequences();
    assertThat(report.selfRepairing()).isTrue();
    assertThat(report.states())
        .extracting(s -> s.name() + " " + s.standing() + " " + s.repairValue().orElse(0))
        .containsExactly(
            "Odd Table_Id_seq BEHIND 50",
            "Odd Table_other_seq BEHIND 60",
            "account_data_sequence BEHIND 20",
            "downwards UNKNOWN 0",
            "events_backfill_stream_seq INSTANCE_AHEAD 13",
            "events_stream_seq FINE 0",
            "of_nobody UNKNOWN 0",
            "pushers_sequence NOT_CALLED 4",
            "receipts_sequence BEHIND_POSITION 9",
            "state_group_id_seq AHEAD 0",
            "user_id_seq BEHIND 17");
    assertThat(report.find("state_group_id_seq").orElseThrow().ahead()).isEqualTo(40);
    assertThat(report.find("receipts_sequence").orElseThrow().positions())
        .isEqualTo(Map.of("a", 5L, "b", 9L));

    SequenceReport after = report.planRepair().apply(database.source());
    assertThat(after.wrong()).isEmpty();
    assertThat(after.find("state_group_id_seq").orElseThrow().lastIssued())
        .as("never lowered unasked")
        .isEqualTo(40);
    assertThat(
            after
                .planRepairAlso(Set.of("state_group_id_seq"))
                .apply(database.source())
                .find("state_group_id_seq")
                .orElseThrow()
                .lastIssued())
        .isEqualTo(1);
    assertThat(database.query("SELECT nextval('\"Odd Table_Id_seq\"')")).containsExactly("51");
    assertThatThrownBy(() -> after.planRepairAlso(Set.of("nothing")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @PostgresTest
  void leavesTheConnectionOfACallerAsItWas(TestDatabase database) throws SQLException {
    database.execute(SCHEMA);
    try (Connection connection = database.source().open()) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("INSERT INTO pushers VALUES (3)");
      SequenceReport report =
          DatabaseInspector.checkSequences(connection, Map.of("pushers", 11L, "Odd Table", 5L));
      assertThat(report.find("pushers_sequence").orElseThrow().repairValue()).hasValue(11);
      assertThat(report.find("Odd Table_Id_seq").orElseThrow().repairValue()).hasValue(5);
      assertThat(report.planRepair().applyOn(connection).wrong()).isEmpty();
      try (var rows = connection.createStatement().executeQuery("SHOW enable_seqscan")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("on");
      }
      connection.rollback();
    }
  }

  @PostgresTest
  void refusesWhileSomebodyCouldBeDrawing(TestDatabase database) throws SQLException {
    database.execute(SCHEMA);
    database.execute("INSERT INTO events VALUES (7)");
    String reader = "r_" + database.name();
    String writer = "w_" + database.name();
    database
        .server()
        .execute(
            "postgres", "CREATE ROLE " + reader + " LOGIN", "CREATE ROLE " + writer + " LOGIN");
    try {
      database.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO " + writer);
      ConnectionSource source = database.source();
      SequenceRepair repair = DatabaseInspector.on(source).checkSequences().planRepair();
      for (ConnectionSource harmless :
          new ConnectionSource[] {
            database.superuser(), database.server().connect(database.name(), reader, Secret.of(""))
          }) {
        try (Connection other = harmless.open()) {
          assertThat(other.isValid(5)).isTrue();
          assertThat(repair.apply(source).wrong()).isEmpty();
        }
      }
      database.execute("SELECT setval('events_stream_seq', 1)");
      for (ConnectionSource harmful :
          new ConnectionSource[] {
            database.source(), database.server().connect(database.name(), writer, Secret.of(""))
          }) {
        try (Connection other = harmful.open()) {
          assertThat(other.isValid(5)).isTrue();
          assertThatThrownBy(() -> repair.apply(source))
              .isInstanceOfSatisfying(
                  CheckException.class,
                  e -> assertThat(e.code()).isEqualTo(CheckCode.SYNAPSE_PRESENT));
        }
      }
      assertThat(database.query("SELECT last_value FROM events_stream_seq")).containsExactly("1");

      SequenceReport seen =
          DatabaseInspector.on(database.server().connect(database.name(), reader, Secret.of("")))
              .checkSequences();
      assertThat(seen.states())
          .extracting(SequenceState::standing)
          .containsOnly(Standing.UNREADABLE);
      assertThat(seen.findings().toString()).contains("lacks SELECT");
    } finally {
      database.execute("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM " + writer);
      database.server().execute("postgres", "DROP ROLE " + reader, "DROP ROLE " + writer);
    }
  }

  @PostgresTest
  void refusesTwoRepairsAtOnceAndValuesThatDoNotFit(TestDatabase database) throws SQLException {
    database.execute(SCHEMA);
    database.execute("INSERT INTO events VALUES (3000000000)");
    SequenceRepair repair = DatabaseInspector.on(database.source()).checkSequences().planRepair();
    try (Connection other = database.superuser().open()) {
      other.createStatement().execute("SELECT pg_advisory_lock(" + 0x73796e6170737067L + ")");
      assertThatThrownBy(() -> repair.apply(database.source()))
          .isInstanceOfSatisfying(
              CheckException.class, e -> assertThat(e.code()).isEqualTo(CheckCode.REPAIR_RUNNING));
    }
    database.execute("ALTER SEQUENCE events_stream_seq AS integer");
    SequenceRepair tooLarge = DatabaseInspector.on(database.source()).checkSequences().planRepair();
    assertThat(tooLarge.findings().withCode(CheckCode.SEQUENCE_OUT_OF_RANGE).toList()).hasSize(1);
    assertThat(tooLarge.statements().toString()).doesNotContain("events_stream_seq");
  }

  @Test
  void findsTheSequenceThatSynapseNames() {
    PgProblem problem =
        PgErrors.explain(
            "Postgres sequence 'receipts_sequence' is inconsistent with associated stream position\n"
                + "of 'receipts' in the 'stream_positions' table.");
    assertThat(problem)
        .isInstanceOfSatisfying(
            PgProblem.SequenceInconsistent.class,
            p -> {
              SynapseSequence known = SynapseSequence.named(p.sequence());
              assertThat(known).isNotNull();
              assertThat(p.stream()).contains("receipts");
            });
  }

  @Test
  void namesEverySequenceOnceWithItsOrigin() {
    assertThat(SynapseSequence.all()).extracting(SynapseSequence::name).doesNotHaveDuplicates();
    assertThat(SynapseSequence.all())
        .allSatisfy(s -> assertThat(s.origin()).matches("(databases|schema)/\\S+"));
    assertThat(SynapseSequence.all().stream().filter(s -> s.stream() != null))
        .hasSize(17)
        .extracting(SynapseSequence::stream)
        .doesNotHaveDuplicates();
  }
}
