package org.synapsepg.porting.internal.rehome;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.check.Command;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.check.LocaleRepairPlan;
import org.synapsepg.check.LocaleRepairPlan.Method;
import org.synapsepg.check.LocaleRepairPlan.Way;
import org.synapsepg.porting.RehomeJob;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * Measures what the three ways out of a wrong locale cost, for the estimates of {@code
 * LocaleRepairPlan}: a database with the proportions of Synapse's events, of about 300 MB.
 */
@Tag("long")
class RepairCostTest {
  private static final System.Logger LOG = System.getLogger(RepairCostTest.class.getName());
  private static final int EVENTS = Integer.getInteger("synapsepg.rehome.events", 200_000);

  @PostgresTest(majors = 15)
  void measures(TestDatabase owner, @TempDir Path folder) throws Exception {
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      TestDatabase database = wrong.database();
      database.execute(
          "CREATE TABLE event_json (event_id text NOT NULL, room_id text NOT NULL,"
              + " internal_metadata text NOT NULL, json text NOT NULL, format_version int)",
          "CREATE TABLE events (stream_ordering bigint, topological_ordering bigint NOT NULL,"
              + " event_id text NOT NULL, type text NOT NULL, room_id text NOT NULL, sender text,"
              + " depth bigint, received_ts bigint, processed boolean NOT NULL, outlier boolean NOT"
              + " NULL)",
          "INSERT INTO event_json SELECT '$' || md5(i::text) || md5('e' || i), '!' || md5((i %"
              + " 500)::text) || ':example.org', '{}', '{\"content\":{\"body\":\"' ||"
              + " repeat(md5('b' || i), 1 + i % 8) || '\"},\"hashes\":{\"sha256\":\"' || md5('h' ||"
              + " i) || md5('s' || i) || '\"},\"signatures\":' ||"
              + " '{\"example.org\":{\"ed25519:a\":\"' || md5('q' || i) || md5('w' || i) ||"
              + " '\"}}}', 10 FROM generate_series(1, "
              + EVENTS
              + ") i",
          "INSERT INTO events SELECT i, i, '$' || md5(i::text) || md5('e' || i), 'm.room.message',"
              + " '!' || md5((i % 500)::text) || ':example.org', '@u' || i % 3000 ||"
              + " ':example.org', i, i, true, false FROM generate_series(1, "
              + EVENTS
              + ") i",
          "ALTER TABLE event_json ADD UNIQUE (event_id)",
          "ALTER TABLE events ADD PRIMARY KEY (stream_ordering), ADD UNIQUE (event_id)",
          "CREATE INDEX ON events (room_id, stream_ordering)",
          "CREATE INDEX ON events (room_id, topological_ordering, stream_ordering)",
          "CREATE INDEX ON events (sender, received_ts)",
          "VACUUM ANALYZE");
      LocaleRepairPlan plan = DatabaseInspector.on(database.source()).planLocaleRepair();
      report(database, plan, Method.REHOME, seconds(() -> rehome(wrong)));
      database.server().execute("postgres", "DROP DATABASE " + wrong.name());
      database
          .server()
          .execute(
              "postgres", "ALTER DATABASE " + wrong.name() + "_before RENAME TO " + wrong.name());
      report(database, plan, Method.DUMP_AND_RESTORE, seconds(() -> dump(plan, owner, folder)));
      report(
          database,
          plan,
          Method.IN_PLACE,
          seconds(
              () -> {
                LocaleRepairPlan repair =
                    DatabaseInspector.on(database.superuser()).planLocaleRepair();
                assertThat(repair.findDuplicates(database.superuser())).isEmpty();
                assertThat(repair.applyInPlace(database.superuser()).isSafe()).isTrue();
              }));
    }
  }

  private static void rehome(WrongDatabase wrong) {
    RehomeJob.of(wrong.name(), wrong.database().source()).run(event -> {});
  }

  private static void dump(LocaleRepairPlan plan, TestDatabase owner, Path folder)
      throws IOException, InterruptedException {
    for (Command command : plan.ways().get(0).commands()) {
      List<String> arguments = new ArrayList<>(command.arguments());
      ProcessBuilder builder =
          new ProcessBuilder(arguments).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().putAll(command.environment());
      builder.environment().put("PGPASSWORD", owner.password().reveal());
      Path log = Files.createTempFile(folder, "log", "");
      assertThat(builder.redirectOutput(log.toFile()).start().waitFor())
          .as(Files.readString(log))
          .isZero();
    }
  }

  private interface Work {
    void run() throws IOException, InterruptedException, SQLException;
  }

  private static double seconds(Work work) throws IOException, InterruptedException, SQLException {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void report(
      TestDatabase database, LocaleRepairPlan plan, Method method, double seconds) {
    Way way = plan.ways().stream().filter(w -> w.method() == method).findFirst().orElseThrow();
    long size =
        Long.parseLong(database.query("SELECT pg_database_size(current_database())").get(0));
    LOG.log(
        Level.INFO,
        "{0}: {1} s for {2} MiB with {3} MiB of affected indexes; the plan says {4} s",
        method,
        String.format(java.util.Locale.ROOT, "%.1f", seconds),
        size >> 20,
        plan.indexes().stream().mapToLong(i -> i.bytes()).sum() >> 20,
        way.duration().toSeconds());
  }
}
