package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/**
 * How often a port waits for its server, which is what a far one costs. Numbers of two ports are
 * compared that differ in one thing, so that what happens once for each does not count; the few
 * times that a port asks whether its other sessions have ended depend on the server.
 */
@ExtendWith(PostgresExtension.class)
@Tag("faults")
class RoundTripTest {
  private static final int EVENTS = 300;
  private static final int TABLES = 32;
  private static final int ROWS = 100;
  private static final int PATIENCE = 25;

  @TempDir Path folder;

  @Test
  void aChunkTakesThreeRoundTrips(PostgresServers servers) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 17, EVENTS);
    long few = turns(servers.newest(), file, "", EVENTS);
    long many = turns(servers.newest(), file, "", 1);
    // The rows of events, of event_edges and of the texts of the message search, but for one row.
    long rows = EVENTS + EVENTS + EVENTS / 2;
    assertThat(many - few).as("for %d chunks", rows).isLessThan(3 * rows + rows / 4 + PATIENCE);
  }

  @Test
  void aSmallTableTakesThreeRoundTripsInAll(PostgresServers servers) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 17, EVENTS);
    long without = turns(servers.newest(), file, "", Long.MAX_VALUE);
    SqliteFile.change(
        file,
        IntStream.range(0, TABLES)
            .boxed()
            .flatMap(
                i ->
                    Stream.of(
                        "CREATE TABLE small_" + i + " (id BIGINT PRIMARY KEY, v TEXT)",
                        "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id"
                            + " < "
                            + ROWS
                            + ") INSERT INTO small_"
                            + i
                            + " SELECT id, 'v' || id FROM n"))
            .toArray(String[]::new));
    String tables =
        IntStream.range(0, TABLES)
            .mapToObj(i -> "CREATE TABLE small_" + i + " (id bigint PRIMARY KEY, v text);")
            .collect(Collectors.joining());
    long with = turns(servers.newest(), file, tables, Long.MAX_VALUE);
    assertThat(with - without).as("for %d tables", TABLES).isLessThan(3L * TABLES + PATIENCE);
  }

  private static long turns(PostgresServer server, Path file, String tables, long batch)
      throws Exception {
    try (TestDatabase target = server.newDatabase();
        TurnCounter counter = new TurnCounter(server.port())) {
      MiniSynapse.prepare(target);
      if (!tables.isEmpty()) {
        target.execute(tables);
      }
      try (PortRun run =
          HaltTest.builder(file, counter.to(target)).batchSize(batch).build().start()) {
        PortOutcome outcome = run.await();
        assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
      }
      return counter.turns();
    }
  }
}
