package org.synapsepg.porting.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.ExistingCheckpoint;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.TargetSchema;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.Oddity;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * Generated databases with every table of the newest Synapse, ported twice: by a port and by {@link
 * ReferencePort}. The server compares the two, row by row.
 */
@Tag("matrix")
@ExtendWith(PostgresExtension.class)
class GeneratedDatabasesTest {
  private static final int DATABASES = Integer.getInteger("synapsepg.fuzz.databases", 200);
  private static final int HANDS = 2;

  /** Sizes in turn: nothing, one row a table, a few, many. */
  private static final int[] ROWS = {0, 1, 700, 1500};

  /** Makes the one row of each of these tables refer to the one row of another. */
  private static final List<String> ONE_EACH =
      List.of(
          "UPDATE refresh_tokens SET next_token_id = NULL",
          "UPDATE access_tokens SET refresh_token_id = (SELECT id FROM refresh_tokens)",
          "UPDATE events SET room_id = (SELECT room_id FROM rooms)",
          "UPDATE partial_state_rooms SET room_id = (SELECT room_id FROM rooms),"
              + " join_event_id = (SELECT event_id FROM events)",
          "UPDATE partial_state_rooms_servers SET room_id = (SELECT room_id FROM rooms)",
          "UPDATE partial_state_events SET room_id = (SELECT room_id FROM rooms),"
              + " event_id = (SELECT event_id FROM events)");

  @TempDir Path folder;

  private final TableSizes sizes = new TableSizes();

  @Test
  void arriveAsTheReferenceSays(PostgresServers servers) throws Exception {
    long seed = Seed.of(GeneratedDatabasesTest.class);
    AtomicInteger next = new AtomicInteger();
    try (TestDatabase template = servers.newest().newDatabase()) {
      prepare(template);
      ExecutorService hands = Executors.newFixedThreadPool(HANDS);
      try {
        List<Future<Integer>> work = new ArrayList<>();
        for (int i = 0; i < HANDS; i++) {
          work.add(hands.submit(() -> hand(servers, template, seed, next)));
        }
        int done = 0;
        for (Future<Integer> each : work) {
          done += each.get();
        }
        assertThat(done).isEqualTo(DATABASES);
        if (DATABASES >= 2 * ROWS.length) {
          assertThat(sizes.missing()).isEmpty();
        }
      } finally {
        hands.shutdownNow();
      }
    }
  }

  /** The schema that a port derives, and the reference's beside it. */
  private void prepare(TestDatabase template) throws Exception {
    Path empty = source(0, -ROWS.length);
    PortOutcome outcome = run(job(empty, template).schema(TargetSchema.DERIVED).build());
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    template.execute("DROP SCHEMA synapse_pg_port CASCADE");
    try (Connection connection = template.source().open()) {
      ReferencePort.prepare(connection);
    }
    template
        .server()
        .execute("postgres", "ALTER DATABASE " + template.name() + " OWNER TO postgres");
  }

  private int hand(PostgresServers servers, TestDatabase template, long seed, AtomicInteger next)
      throws Exception {
    int done = 0;
    TestDatabase target = servers.newest().newDatabase(template.name());
    try (target) {
      target
          .server()
          .execute(
              target.name(), "REASSIGN OWNED BY " + template.owner() + " TO " + target.owner());
      try (Connection connection = target.source().open()) {
        ReferencePort reference = new ReferencePort(connection);
        for (int i = next.getAndIncrement(); i < DATABASES; i = next.getAndIncrement()) {
          Path file = source(seed + i, i);
          sizes.see(file);
          PortOutcome outcome =
              run(
                  job(file, target)
                      .schema(TargetSchema.PREPARED)
                      .overwriteTarget(target.name())
                      .existingCheckpoint(ExistingCheckpoint.DISCARD)
                      .verifyLevel(VerifyLevel.COUNTS)
                      .build());
          assertThat(outcome)
              .as("database %d of seed %d: %s", i, seed, outcome)
              .isInstanceOf(PortOutcome.Completed.class);
          reference.port(file);
          assertThat(reference.differences()).as("database %d of seed %d", i, seed).isEmpty();
          Files.delete(file);
          done++;
        }
      }
    }
    return done;
  }

  private static PortJob.Builder job(Path file, TestDatabase target) {
    return PortJob.builder().from(SqliteSource.file(file)).to(target.source()).workers(1);
  }

  private static PortOutcome run(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      return run.await();
    }
  }

  private Path source(long seed, int number) throws SQLException {
    Random random = new Random(seed);
    int rows = ROWS[Math.floorMod(number, ROWS.length)];
    List<Oddity> oddities = new ArrayList<>();
    for (Oddity each : Oddity.values()) {
      if (random.nextInt(3) > 0) {
        oddities.add(each);
      }
    }
    Path file = folder.resolve("generated-" + number + ".db");
    SynapseFixture.of(seed, SqliteSchema.newest())
        .rows(Math.max(rows, 300))
        .with(oddities.toArray(Oddity[]::new))
        .writeTo(file);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = DELETE");
      statement.execute("PRAGMA synchronous = OFF");
      if (rows <= 1) {
        keep(connection, statement, rows);
      }
      EveryValue.into(connection, random);
    }
    return file;
  }

  /** Leaves so many rows in each table, and none that refers to one that is gone. */
  private static void keep(Connection connection, Statement statement, int rows)
      throws SQLException {
    List<String> tables = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                + " AND name NOT LIKE '%_search_%' AND name NOT IN ('schema_version',"
                + " 'schema_compat_version', 'applied_schema_deltas', 'user_directory_search')")) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    connection.setAutoCommit(false);
    for (String table : tables) {
      statement.execute(
          rows == 0
              ? "DELETE FROM " + table
              : "DELETE FROM %1$s WHERE rowid > (SELECT min(rowid) FROM %1$s)".formatted(table));
    }
    if (rows == 1) {
      for (String sql : ONE_EACH) {
        statement.execute(sql);
      }
    }
    List<String> orphans = new ArrayList<>();
    do {
      orphans.clear();
      try (ResultSet row = statement.executeQuery("PRAGMA foreign_key_check")) {
        while (row.next()) {
          orphans.add("DELETE FROM " + row.getString(1) + " WHERE rowid = " + row.getLong(2));
        }
      }
      for (String orphan : orphans) {
        statement.execute(orphan);
      }
    } while (!orphans.isEmpty());
    connection.commit();
    connection.setAutoCommit(true);
  }
}
