package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Secret;
import org.synapsepg.diagnose.DatabaseException;
import org.synapsepg.diagnose.PgErrors;
import org.synapsepg.diagnose.PgProblem;
import org.synapsepg.diagnose.PgProblem.CancelReason;
import org.synapsepg.provision.ProvisionCode;
import org.synapsepg.provision.ProvisionPlan;
import org.synapsepg.provision.SynapseDatabase;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.ServerProcess;
import org.synapsepg.testing.TestDatabase;

/** A standby that streams from its primary: what reads works there, what writes says why not. */
@Tag("matrix")
@ExtendWith(PostgresExtension.class)
class StandbyTest {
  @TempDir Path folder;

  static IntStream majors() {
    return PostgresServers.majors().stream().mapToInt(Integer::intValue);
  }

  @ParameterizedTest
  @MethodSource("majors")
  void readsAndSaysWhyItDoesNotWrite(int major, PostgresServers servers) throws Exception {
    try (PostgresServer primary = PostgresServer.start(major, Map.of());
        TestDatabase database = primary.newDatabase()) {
      String wrong = database.name() + "_en";
      primary.execute(
          "postgres",
          "CREATE DATABASE " + wrong + " TEMPLATE template0 LOCALE 'C.UTF-8' ENCODING 'UTF8'");
      database.execute(
          "CREATE TABLE state_groups (id bigint PRIMARY KEY)",
          "INSERT INTO state_groups VALUES (9)",
          "CREATE SEQUENCE state_group_id_seq");
      Path data = copyOf(primary);
      try (ServerProcess standby =
          new ServerProcess(
                  primary,
                  data,
                  folder.resolve("log"),
                  Map.of(),
                  "primary_conninfo=host=127.0.0.1 user=postgres port=" + primary.port(),
                  "max_standby_streaming_delay=0")
              .started()) {
        ConnectionSource there =
            standby.connect(database.name(), database.owner(), database.password());
        // It follows: what the primary is given now arrives.
        database.execute("CREATE TABLE late (a text)");
        await(there, "SELECT to_regclass('late') IS NOT NULL");

        checks(there, standby.superuser(wrong));
        refuses(there, standby.superuser("postgres"));
        cancelled(there, database);
      }
      try (ServerProcess cold =
          new ServerProcess(
              primary, data, folder.resolve("cold.log"), Map.of(), "hot_standby=off")) {
        SQLException closed = cold.awaitAnswer("57P03");
        assertThat(PgErrors.explain(closed)).isInstanceOf(PgProblem.ServerNotReady.class);
        assertThat(PgErrors.explain(String.valueOf(closed.getMessage())))
            .isEqualTo(PgErrors.explain(closed));
      }
    }
  }

  /** What only reads. */
  private static void checks(ConnectionSource there, ConnectionSource wrong) {
    DatabaseInspector inspector = DatabaseInspector.on(there);
    assertThat(inspector.checkLocale().mismatches()).isEmpty();
    SequenceReport sequences = inspector.checkSequences();
    assertThat(sequences.find("state_group_id_seq").orElseThrow().repairValue()).hasValue(9);
    assertThat(BackupPlan.checkRestored(there).withCode(CheckCode.BACKUP_INCOMPLETE).isEmpty())
        .isFalse();

    LocaleRepairPlan plan = DatabaseInspector.on(wrong).planLocaleRepair();
    assertThat(plan.ways())
        .hasSize(3)
        .allSatisfy(
            way -> assertThat(way.obstacles().withCode(CheckCode.STANDBY).toList()).hasSize(1));
    assertThatThrownBy(() -> plan.applyInPlace(wrong)).isInstanceOf(FindingsException.class);
  }

  /** What writes. */
  private static void refuses(ConnectionSource there, ConnectionSource admin) {
    assertReadOnly("INSERT", () -> execute(there, "INSERT INTO state_groups VALUES (10)"));
    assertReadOnly("nextval()", () -> execute(there, "SELECT nextval('state_group_id_seq')"));
    assertReadOnly("CREATE DATABASE", () -> execute(admin, "CREATE DATABASE more"));
    assertReadOnly(
        "LOCK TABLE during recovery", () -> execute(there, "BEGIN; LOCK TABLE state_groups"));

    SequenceRepair repair = DatabaseInspector.on(there).checkSequences().planRepair();
    assertThatThrownBy(() -> repair.apply(there))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> {
              assertThat(e.problem()).isInstanceOf(PgProblem.ReadOnly.class);
              assertThat(e).hasMessageContaining("setval()").hasMessageContaining("standby");
            });

    ProvisionPlan plan = SynapseDatabase.named("new").owner("newer", Secret.of("x")).plan(admin);
    assertThat(plan.findings().withCode(ProvisionCode.STANDBY).toList())
        .extracting(Finding::message)
        .singleElement()
        .asString()
        .contains("primary");
    assertThatThrownBy(() -> plan.apply(admin)).isInstanceOf(FindingsException.class);
  }

  private static void assertReadOnly(String what, ThrowingCallable writing) {
    assertThatThrownBy(writing)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> {
              assertThat(e.getMessage()).contains("cannot execute " + what);
              assertThat(PgErrors.explain(e)).isInstanceOf(PgProblem.ReadOnly.class);
              assertThat(PgErrors.explain(String.valueOf(e.getMessage())))
                  .isEqualTo(PgErrors.explain(e));
              assertThat(PgErrors.explain(e).explanation().render()).contains("standby");
            });
  }

  /** The primary drops what a query of the standby still holds. */
  private static void cancelled(ConnectionSource there, TestDatabase primary) {
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(
            () -> {
              try {
                execute(there, "SELECT pg_sleep(600) FROM (SELECT count(*) FROM late) x");
              } catch (SQLException e) {
                throw new CompletionException(e);
              }
            },
            task -> new Thread(task, "reading").start());
    await(there, "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    primary.execute("DROP TABLE late");
    assertThatThrownBy(() -> reading.get(1, TimeUnit.MINUTES))
        .cause()
        .isInstanceOfSatisfying(
            SQLException.class,
            e ->
                assertThat(PgErrors.explain(e))
                    .isInstanceOfSatisfying(
                        PgProblem.StatementCancelled.class,
                        p -> assertThat(p.reason()).isEqualTo(CancelReason.RECOVERY)));
  }

  private static void execute(ConnectionSource source, String sql) throws SQLException {
    try (Connection connection = source.open();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void await(ConnectionSource source, String question) {
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    try (Connection connection = source.open();
        Statement statement = connection.createStatement()) {
      while (System.nanoTime() < patience) {
        try (ResultSet rows = statement.executeQuery(question)) {
          if (rows.next() && rows.getBoolean(1)) {
            return;
          }
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(question, e);
    }
    throw new IllegalStateException("never true: " + question);
  }

  /** A backup of the files while the server runs (PostgreSQL documentation, "Low Level API"). */
  private Path copyOf(PostgresServer primary) throws SQLException, IOException {
    Path copy = folder.resolve("data");
    try (Connection connection = primary.superuser("postgres").open();
        Statement statement = connection.createStatement()) {
      boolean renamed = primary.major() >= 15;
      statement.execute(
          renamed
              ? "SELECT pg_backup_start('standby', true)"
              : "SELECT pg_start_backup('standby', true, false)");
      Path data = Path.of(ask(statement, "SHOW data_directory"));
      copy(data, copy);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
      String label =
          ask(
              statement,
              renamed
                  ? "SELECT labelfile FROM pg_backup_stop(false)"
                  : "SELECT labelfile FROM pg_stop_backup(false, false)");
      Files.writeString(copy.resolve("backup_label"), label);
      Files.createFile(copy.resolve("standby.signal"));
    }
    return copy;
  }

  private static String ask(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** All but the logs, which the standby fetches itself, and what belongs to the running server. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Path relative = from.relativize(each);
        boolean log = relative.startsWith("pg_wal") && Files.isRegularFile(each);
        if (!log && !relative.toString().startsWith("postmaster")) {
          Files.copy(each, to.resolve(relative.toString()));
        }
      }
    }
  }
}
