package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.synapsepg.check.SequenceCatalog.Access;
import org.synapsepg.check.SequenceState.Standing;
import org.synapsepg.check.SynapseSequence.Column;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/** The databases that Synapse's own port script left behind, with what was found to be wrong. */
@ExtendWith(PostgresExtension.class)
class FixtureSequencesTest {
  /** An entry of "sequences_behind": the sequence, what it had given out, what it should be. */
  private static final Pattern BEHIND =
      Pattern.compile("\"(\\w+)\": \\[\\s*(\\d+),\\s*(\\d+)\\s*\\]");

  private record Snapshot(Path fixture, String name, Path expected, Map<String, Long> behind) {
    String id() {
      return fixture.getFileName() + " " + name;
    }
  }

  @TestFactory
  Stream<DynamicTest> findsExactlyWhatTheRealSynapseTrippedOver(PostgresServers servers) {
    return OutsideData.fixtureVersions().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    String.valueOf(fixture.getFileName()), () -> check(servers, fixture)));
  }

  /** One database for all snapshots of a version: its tables take longest to make. */
  private static void check(PostgresServers servers, Path fixture)
      throws IOException, SQLException {
    try (TestDatabase database = servers.newest().newDatabase()) {
      PgDumpScript.loadFresh(database, fixture.resolve("fresh-pg.sql.gz"));
      for (Snapshot snapshot : snapshots(fixture)) {
        PgDumpScript.replaceRows(database, snapshot.expected());
        SequenceReport report = DatabaseInspector.on(database.source()).checkSequences();

        Map<String, Long> behind = new TreeMap<>();
        for (SequenceState state : report.wrong()) {
          if (state.standing() != Standing.NOT_CALLED) {
            behind.put(state.name(), state.repairValue().orElseThrow());
          }
        }
        assertThat(behind)
            .as("%s: %s", snapshot.id(), report.states())
            .isEqualTo(snapshot.behind());
        assertThat(report.states())
            .noneMatch(
                s -> s.standing() == Standing.UNKNOWN || s.standing() == Standing.UNREADABLE);

        assertThat(columnsReadInFull(database))
            .as("columns whose check reads a table that grows, from end to end")
            .isSubsetOf("room_tags_revisions.stream_id");

        SequenceReport after = report.planRepair().apply(database.source());
        assertThat(after.wrong()).isEmpty();
        assertThat(after.findings().hasErrors()).as(after.findings().render()).isFalse();
        assertThat(after.planRepair().statements()).isEmpty();
        for (SequenceState state : report.wrong()) {
          assertThat(after.find(state.name()).orElseThrow().isCalled()).isTrue();
        }
      }
    }
  }

  /** The plans of the check's own queries; tables with one row need no index. */
  private static List<String> columnsReadInFull(TestDatabase database) throws SQLException {
    List<String> full = new ArrayList<>();
    try (Connection connection = database.source().open();
        Statement statement = connection.createStatement()) {
      statement.execute("SET enable_seqscan = off");
      Map<Column, Access> columns = SequenceCatalog.read(connection).columns();
      for (SynapseSequence sequence : SynapseSequence.all()) {
        for (Column column : sequence.columns()) {
          Access access = columns.get(column);
          if (access == null || column.table().endsWith("_stream_position")) {
            continue;
          }
          String query = SequenceReader.highestQuery(access, sequence.backwards());
          StringBuilder plan = new StringBuilder();
          try (ResultSet rows = statement.executeQuery("EXPLAIN " + query)) {
            while (rows.next()) {
              plan.append(rows.getString(1)).append('\n');
            }
          }
          if (plan.indexOf("Seq Scan") >= 0 || plan.indexOf("Index") < 0) {
            full.add(column.toString());
          }
        }
      }
    }
    return full;
  }

  private static List<Snapshot> snapshots(Path fixture) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    String result = Files.readString(fixture.resolve("port-result.json"));
    int second = result.indexOf("\n \"b\": {");
    for (String name : List.of("a", "b")) {
      Path expected = fixture.resolve("expected-" + name + ".sql.gz");
      String part = name.equals("a") ? result.substring(0, second) : result.substring(second);
      snapshots.add(new Snapshot(fixture, name, expected, behind(part)));
    }
    return snapshots;
  }

  private static Map<String, Long> behind(String result) {
    Map<String, Long> behind = new TreeMap<>();
    int from = result.indexOf("\"sequences_behind\"");
    if (from >= 0) {
      Matcher matcher = BEHIND.matcher(result.substring(from, result.indexOf('}', from)));
      while (matcher.find()) {
        behind.put(matcher.group(1), Long.valueOf(matcher.group(3)));
      }
    }
    return behind;
  }
}
