package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * Processes that port are killed ({@code kill -9}) at random moments; a second run must complete
 * with the same result. The system property {@code synapsepg.kills} says how many; {@code
 * synapsepg.seed} repeats a series.
 */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class KillTest {
  @TempDir Path folder;

  @Test
  void aSecondRunCompletesAfterAKill(PostgresServers servers) throws Exception {
    long seed = Seed.of(KillTest.class);
    Random random = new Random(seed);
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 3, 2500);
    PostgresServer server = servers.newest();
    List<String> expected;
    long whole;
    try (TestDatabase target = server.newDatabase()) {
      MiniSynapse.prepare(target);
      long begun = System.nanoTime();
      assertThat(child(file, target).waitFor()).isZero();
      whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      assertThat(target.query("SELECT phase FROM synapse_pg_port.run")).containsExactly("COMPLETE");
      expected = MiniSynapse.content(target);
    }
    for (int i = 0; i < Integer.getInteger("synapsepg.kills", 6); i++) {
      long after = whole / 5 + (long) (random.nextDouble() * whole);
      try (TestDatabase target = server.newDatabase()) {
        MiniSynapse.prepare(target);
        Process child = child(file, target);
        if (!child.waitFor(after, TimeUnit.MILLISECONDS)) {
          child.destroyForcibly().waitFor();
        }
        PortOutcome second = HaltTest.run(file, target.source());
        assertThat(second)
            .as("seed %d, kill %d after %d ms: %s", seed, i, after, second)
            .isInstanceOf(PortOutcome.Completed.class);
        assertThat(MiniSynapse.difference(expected, target))
            .as("seed %d, kill %d after %d ms", seed, i, after)
            .isEmpty();
      }
    }
  }

  private static Process child(Path file, TestDatabase target) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            PortChild.class.getName(),
            file.toString(),
            target.jdbcUrl())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
