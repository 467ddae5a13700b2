package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/**
 * A run is halted once at every point where it changes something, each time in a database of its
 * own; the same job, started again, must come to the same result as a run that was left alone.
 */
@ExtendWith(PostgresExtension.class)
class HaltTest {
  @TempDir Path folder;

  @Test
  @Tag("faults")
  void aSecondRunCompletesWhateverEndedTheFirstAtAnyPoint(PostgresServers servers)
      throws Exception {
    haltEverywhere(servers, 1);
  }

  @Test
  void aSecondRunCompletesWhateverEndedTheFirst(PostgresServers servers) throws Exception {
    haltEverywhere(servers, 12);
  }

  private void haltEverywhere(PostgresServers servers, int stride) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 17, 300);
    PostgresServer server = servers.newest();
    List<String> expected;
    List<String> points;
    try (TestDatabase target = server.newDatabase()) {
      MiniSynapse.prepare(target);
      HaltingSource observed = new HaltingSource(target.source(), 0);
      PortOutcome outcome = run(file, observed);
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
      expected = MiniSynapse.content(target);
      points = observed.passed();
    }
    assertThat(points).as("points").hasSizeGreaterThan(100);
    List<Callable<Void>> halts = new ArrayList<>();
    for (int i = 1; i <= points.size(); i += stride) {
      int at = i;
      halts.add(
          () -> {
            haltAndResume(server, file, at, points.get(at - 1), expected);
            return null;
          });
    }
    TwoAtATime.run(halts);
  }

  private static void haltAndResume(
      PostgresServer server, Path file, int at, String point, List<String> expected)
      throws InterruptedException, SQLException {
    try (TestDatabase target = server.newDatabase()) {
      MiniSynapse.prepare(target);
      PortOutcome first = run(file, new HaltingSource(target.source(), at));
      assertThat(first)
          .as("halted at point %d, %s", at, point)
          .isNotInstanceOf(PortOutcome.Completed.class);
      PortOutcome second = run(file, target.source());
      assertThat(second)
          .as("resumed after point %d, %s: %s", at, point, second)
          .isInstanceOf(PortOutcome.Completed.class);
      assertThat(MiniSynapse.difference(expected, target))
          .as("resumed after point %d, %s", at, point)
          .isEmpty();
    }
  }

  static PortOutcome run(Path file, ConnectionSource target) throws InterruptedException {
    try (PortRun run = job(file, target).start()) {
      return run.await();
    }
  }

  static PortJob job(Path file, ConnectionSource target) {
    return builder(file, target).build();
  }

  static PortJob.Builder builder(Path file, ConnectionSource target) {
    return PortJob.builder()
        .from(SqliteSource.file(file))
        .to(target)
        .workers(1)
        .chunkSize(ByteSize.kibibytes(256));
  }
}
