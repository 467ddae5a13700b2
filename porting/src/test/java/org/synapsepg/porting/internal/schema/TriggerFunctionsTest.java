package org.synapsepg.porting.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.synapsepg.porting.internal.schema.ReleaseHistory.Release;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * What our trigger functions do: against what is expected of them, and statement by statement
 * against the functions of real Synapse servers, as fixtures hold them.
 */
class TriggerFunctionsTest {
  private static final Pattern OF_THESE =
      Pattern.compile(
          "^CREATE FUNCTION|^(CREATE|ALTER)[A-Z ]+ (.* ON )?\"(rooms|events|partial_state_rooms"
              + "|partial_state_events|room_memberships|current_state_events"
              + "|local_current_membership|worker_read_write_locks"
              + "|worker_read_write_locks_mode)\" ");

  private static final List<String> CHECKS =
      List.of(
          "1: INSERT INTO rooms (room_id) VALUES ('!a'), ('!b')",
          "1: " + event("$1", "!a", 1),
          "1: " + event("$2", "!b", 2),
          "1: INSERT INTO partial_state_rooms (room_id) VALUES ('!a'), ('!b')",
          "1: INSERT INTO partial_state_events (room_id, event_id) VALUES ('!a', '$1')",
          "1: INSERT INTO partial_state_events (room_id, event_id) VALUES ('!a', '$2')",
          "1: UPDATE partial_state_events SET room_id = '!b' WHERE event_id = '$1'",
          "1: UPDATE partial_state_events SET room_id = '!a' WHERE event_id = '$1'");

  private static final List<String> ORDERINGS =
      List.of(
          "1: " + membership("$1", "1"),
          "1: " + membership("$2", "1"),
          "1: " + membership("$2", "NULL"),
          "1: " + membership("$3", "1"),
          "1: UPDATE room_memberships SET event_stream_ordering = 1 WHERE event_id = '$2'",
          "1: UPDATE room_memberships SET event_stream_ordering = 2 WHERE event_id = '$2'",
          "1: INSERT INTO current_state_events (event_id, room_id, type, state_key,"
              + " event_stream_ordering) VALUES ('$1', '!a', 't', 's', 2)",
          "1: INSERT INTO local_current_membership (room_id, user_id, event_id, membership,"
              + " event_stream_ordering) VALUES ('!a', '@u', '$1', 'join', 2)");

  private static final List<String> LOCKS =
      List.of(
          "1: " + lock("a", false),
          "1: " + lock("b", false),
          "1: " + lock("w", true),
          "1: " + unlock("b"),
          "1: " + lock("c", false),
          "1: " + unlock("a"),
          "1: " + unlock("c"),
          "1: " + lock("w", true),
          "1: " + lock("x", true),
          "1: " + lock("y", false),
          "1: " + unlock("w"));

  /** One lock leaves while another session renews, enters or looks at the mode's row. */
  private static final List<String> CROWD =
      List.of(
          "1: " + lock("a", false),
          "1: " + lock("b", false),
          "2: BEGIN",
          "2: UPDATE worker_read_write_locks SET last_renewed_ts = 9 WHERE token = 'b'",
          "1: " + unlock("a"),
          "2: COMMIT",
          "2: BEGIN",
          "2: SELECT FROM worker_read_write_locks_mode FOR UPDATE",
          "1: " + unlock("b"),
          "1: " + lock("c", false),
          "2: COMMIT",
          "1: DELETE FROM worker_read_write_locks");

  private static String event(String id, String room, int ordering) {
    return String.format(
        "INSERT INTO events (topological_ordering, event_id, type, room_id, processed, outlier,"
            + " depth, stream_ordering) VALUES (1, '%s', 't', '%s', true, false, 1, %d)",
        id, room, ordering);
  }

  private static String membership(String event, String ordering) {
    return String.format(
        "INSERT INTO room_memberships (event_id, user_id, sender, room_id, membership,"
            + " event_stream_ordering) VALUES ('%s', '@u', '@u', '!a', 'join', %s)",
        event, ordering);
  }

  private static String lock(String token, boolean write) {
    return String.format(
        "INSERT INTO worker_read_write_locks (lock_name, lock_key, instance_name, write_lock,"
            + " token, last_renewed_ts) VALUES ('n', 'k', 'i', %s, '%s', 1)",
        write, token);
  }

  private static String unlock(String token) {
    return "DELETE FROM worker_read_write_locks WHERE token = '" + token + "'";
  }

  @PostgresTest
  void behaveLikeThoseOfRealServers(TestDatabase any) throws IOException, SQLException {
    for (Path fixture : OutsideData.fixtureVersions()) {
      JsonObject catalogue = CatalogueLines.read(fixture.resolve("pg-catalog.json"));
      List<String> schema = statementsFor(catalogue);
      List<String> theirs = new ArrayList<>(schema);
      for (JsonObject function :
          catalogue.getJsonArray("functions").getValuesAs(JsonObject.class)) {
        theirs.add(function.getString("definition"));
      }
      List<String> steps = stepsFor(theirs);
      assertThat(transcript(any, schema, steps))
          .as("%s on %s", fixture.getFileName(), any.server())
          .isEqualTo(transcript(any, theirs, steps));
    }
  }

  @PostgresTest
  void checksRefuseWhatContradictsTheEvent(TestDatabase any) throws SQLException {
    List<String> schema = statementsOf(SqliteSchema.NEWEST);
    List<String> steps = new ArrayList<>(CHECKS);
    steps.addAll(ORDERINGS);
    assertThat(outcomes(transcript(any, schema, steps)))
        .containsExactly(
            "ok", "ok", "ok", "ok", "ok", "P0001", "P0001", "ok", //
            "ok", "P0001", "ok", "ok", "P0001", "ok", "P0001", "P0001");
  }

  @PostgresTest
  void locksPassTheirModeOn(TestDatabase any) throws SQLException {
    String firstStands = "n|k|f|a";
    assertThat(transcript(any, statementsOf(SqliteSchema.NEWEST), LOCKS))
        .extracting(line -> line.substring(line.indexOf(" => ") + 4))
        .containsExactly(
            "ok [" + firstStands + "]",
            "ok [" + firstStands + "]",
            "23503 [" + firstStands + "]",
            "ok [" + firstStands + "]",
            "ok [" + firstStands + "]",
            "ok [n|k|f|c]",
            "ok []",
            "ok [n|k|t|w]",
            "23505 [n|k|t|w]",
            "23503 [n|k|t|w]",
            "ok []");
    assertThat(outcomes(transcript(any, statementsOf(SqliteSchema.NEWEST), CROWD)))
        .as("a lock that is being renewed is passed over, the mode's row is waited for")
        .containsExactly(
            "ok", "ok", "ok", "ok", "23503", "ok", "ok", "ok", "ok", "55P03", "ok", "ok");
  }

  @PostgresTest
  void olderReleasesHaveTheirOwn(TestDatabase any) throws SQLException {
    assertThat(transcript(any, statementsOf("1.88.0"), LOCKS))
        .extracting(line -> line.substring(line.indexOf(" => ") + 4))
        .startsWith("ok [n|k|f|a]", "ok [n|k|f|a]", "23503 [n|k|f|a]", "ok [n|k|f|a]")
        .endsWith("ok []");
    assertThat(transcript(any, statementsOf("1.89.0rc1"), LOCKS))
        .extracting(line -> line.substring(line.indexOf(" => ") + 4))
        .startsWith("ok [n|k|f|a]", "ok [n|k|f|b]", "23503 [n|k|f|b]", "ok [n|k|f|a]")
        .endsWith("ok []");
    assertThat(outcomes(transcript(any, statementsOf("1.89.0rc1"), CROWD)).get(4))
        .as("a lock that is being renewed is waited for")
        .isEqualTo("55P03");
  }

  private static List<String> stepsFor(List<String> functions) {
    List<String> steps = new ArrayList<>(CHECKS);
    String all = String.join("\n", functions);
    if (all.contains("check_event_stream_ordering")) {
      steps.addAll(ORDERINGS);
    }
    if (all.contains("upsert_read_write_lock_parent")) {
      steps.addAll(LOCKS);
      steps.addAll(CROWD);
    }
    return steps;
  }

  /** The release whose PostgreSQL deltas a fixture's fresh database recorded. */
  private static List<String> statementsFor(JsonObject catalogue) {
    List<String> recorded =
        catalogue
            .getJsonObject("rows_when_fresh")
            .getJsonArray("applied_schema_deltas")
            .getValuesAs(row -> ((JsonObject) row).getString("file"));
    return SchemaFacts.load().history().releases().stream()
        .filter(r -> r.postgresDeltas().equals(new java.util.HashSet<>(recorded)))
        .map(r -> statementsOf(r.name()))
        .findFirst()
        .orElseThrow();
  }

  /** What a release has of the tables that these functions work on. */
  private static List<String> statementsOf(String name) {
    SchemaFacts facts = SchemaFacts.load();
    Release release = facts.history().byName(name).orElseThrow();
    Facts catalogue = facts.postgres().replay(release.base(), release.postgresDeltas());
    return PostgresStatements.of(catalogue).stream().filter(OF_THESE.asPredicate()).toList();
  }

  private static List<String> outcomes(List<String> transcript) {
    return transcript.stream()
        .map(l -> l.substring(l.indexOf(" => ") + 4).split(" ", -1)[0])
        .toList();
  }

  /**
   * Each step, how it ended, and the rows of the locks' mode table as the first session sees it.
   */
  private static List<String> transcript(TestDatabase any, List<String> schema, List<String> steps)
      throws SQLException {
    List<String> transcript = new ArrayList<>();
    try (TestDatabase database = any.server().newDatabase();
        Connection first = database.source().open();
        Connection second = database.source().open()) {
      try (Statement statement = first.createStatement()) {
        first.setAutoCommit(false);
        for (String sql : schema) {
          statement.execute(sql);
        }
        first.commit();
        first.setAutoCommit(true);
        statement.execute("SET lock_timeout = '200ms'");
      }
      boolean locks = String.join("\n", steps).contains("worker_read_write_locks");
      for (String step : steps) {
        String outcome = run(step.startsWith("1") ? first : second, step.substring(3));
        String rows = locks ? database.query(MODES).toString() : "";
        transcript.add(step + " => " + outcome + " " + rows);
      }
    }
    return transcript;
  }

  private static final String MODES =
      "SELECT lock_name, lock_key, write_lock, token FROM worker_read_write_locks_mode";

  private static String run(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      return "ok";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }
}
