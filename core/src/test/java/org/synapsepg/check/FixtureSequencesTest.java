package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.synapsepg.check.SequenceState.Standing;
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
  Stream<DynamicTest> findsExactlyWhatTheRealSynapseTrippedOver(PostgresServers servers)
      throws IOException {
    return snapshots().stream().map(s -> DynamicTest.dynamicTest(s.id(), () -> check(servers, s)));
  }

  private static void check(PostgresServers servers, Snapshot snapshot) throws SQLException {
    try (TestDatabase database = servers.newest().newDatabase()) {
      PgDumpScript.loadPorted(
          database, snapshot.fixture().resolve("fresh-pg.sql.gz"), snapshot.expected());
      SequenceReport report = DatabaseInspector.on(database.source()).checkSequences();

      Map<String, Long> behind = new TreeMap<>();
      for (SequenceState state : report.wrong()) {
        if (state.standing() != Standing.NOT_CALLED) {
          behind.put(state.name(), state.repairValue().orElseThrow());
        }
      }
      assertThat(behind).as(report.states().toString()).isEqualTo(snapshot.behind());
      assertThat(report.states())
          .noneMatch(s -> s.standing() == Standing.UNKNOWN || s.standing() == Standing.UNREADABLE);

      SequenceReport after = report.planRepair().apply(database.source());
      assertThat(after.wrong()).isEmpty();
      assertThat(after.findings().hasErrors()).as(after.findings().render()).isFalse();
      assertThat(after.planRepair().statements()).isEmpty();
      for (SequenceState state : report.wrong()) {
        assertThat(after.find(state.name()).orElseThrow().isCalled()).isTrue();
      }
    }
  }

  private static List<Snapshot> snapshots() throws IOException {
    List<Snapshot> snapshots = new java.util.ArrayList<>();
    for (Path fixture : OutsideData.fixtureVersions()) {
      String result = Files.readString(fixture.resolve("port-result.json"));
      int second = result.indexOf("\n \"b\": {");
      for (String name : List.of("a", "b")) {
        Path expected = fixture.resolve("expected-" + name + ".sql.gz");
        String part = name.equals("a") ? result.substring(0, second) : result.substring(second);
        snapshots.add(new Snapshot(fixture, name, expected, behind(part)));
      }
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
