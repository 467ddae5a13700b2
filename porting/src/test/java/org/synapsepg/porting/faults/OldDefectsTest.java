package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.check.CheckCode;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.DiskNeed;
import org.synapsepg.porting.PortEstimate;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.PreflightReport;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * What a Synapse lives with on SQLite and trips over on PostgreSQL, each named by preflight; and
 * what preflight says of time, disk and locale.
 */
class OldDefectsTest {
  @TempDir Path folder;

  private Path source(String... statements) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 9, 40);
    SqliteFile.change(file, statements);
    return file;
  }

  private static PortJob.Builder job(Path file, TestDatabase target) {
    return PortJob.builder().from(SqliteSource.file(file)).to(target.source());
  }

  private static PortOutcome run(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      return run.await();
    }
  }

  @PostgresTest(majors = 16)
  void areNamedWithWhatToDo(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute(
        "CREATE TABLE presence_stream (stream_id bigint, user_id text)",
        "CREATE TABLE event_push_actions_staging (event_id text NOT NULL, user_id text NOT NULL)",
        "CREATE TABLE event_push_actions (event_id text, thread_id text)",
        "ALTER TABLE event_push_actions ADD CONSTRAINT thread_named CHECK (thread_id IS NOT NULL)"
            + " NOT VALID",
        "ALTER TABLE event_push_actions ADD CONSTRAINT odd CHECK (length(event_id) < 999)",
        "UPDATE schema_compat_version SET compat_version = 83");
    Path file =
        source(
            "CREATE TABLE presence_stream (stream_id BIGINT, user_id TEXT)",
            "INSERT INTO presence_stream VALUES (1, '@a:x'), (NULL, '@b:x')",
            "CREATE TABLE event_push_actions_staging (event_id TEXT NOT NULL, user_id TEXT NOT"
                + " NULL)",
            "INSERT INTO event_push_actions_staging VALUES ('$event1', '@a:x'), ('$gone', '@a:x')",
            "CREATE TABLE event_push_actions (event_id TEXT, thread_id TEXT)",
            "INSERT INTO event_push_actions VALUES ('$event1', 'main'), ('$event2', NULL)",
            "INSERT INTO users (name) VALUES ('@9223372036854775807:x'), ('@93:x'),"
                + " ('@18446744073709551616:x'), ('@09223372036854775806:x'), ('@77a:x')");
    Findings found = job(file, target).build().preflight().findings();
    assertThat(found.withCode(PreflightCode.OLD_DEFECT))
        .allSatisfy(f -> assertThat(f.hint()).isPresent())
        .extracting(f -> f.message().replaceFirst(": .*has ", " ").replaceFirst(" such.*", ""))
        .containsExactly(
            "user-number-exhausted 2", "presence-number-missing 1", "staged-notification-left 1");
    assertThat(found.withCode(PreflightCode.CHECK_VIOLATED).render())
        .contains("\"event_push_actions\": 1 rows", "\"thread_named\"", "first at rowid 2")
        .contains("\"odd\"", "cannot be asked");
    assertThat(found.withCode(PreflightCode.COMPAT_DIFFERS).render()).contains("84", "83");
    assertThat(run(job(file, target).build())).isInstanceOf(PortOutcome.Refused.class);
    SqliteFile.change(file, "DELETE FROM event_push_actions WHERE thread_id IS NULL");
    assertThat(run(job(file, target).build())).isInstanceOf(PortOutcome.Completed.class);
  }

  @PostgresTest(majors = 16)
  void namesThatAreNoFullUserNamesAreFoundInTheDirectory(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file =
        source(
            "INSERT INTO user_directory VALUES ('nobody', NULL, 'Sir', NULL), ('@:y', NULL, '',"
                + " NULL), ('', NULL, NULL, NULL), ('@sp ace:y', NULL, '&|!:* (x)', NULL)");
    PortOutcome outcome = run(job(file, target).build());
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    assertThat(
            target.query(
                "SELECT user_id FROM user_directory_search WHERE vector @@ to_tsquery('simple',"
                    + " 'sir:B')"))
        .containsExactly("nobody");
  }

  @PostgresTest(majors = 16)
  void equalKeysOfSomeRowsOrOfExpressionsAreFound(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute(
        "CREATE TABLE receipts_graph (room_id text, user_id text, thread_id text)",
        "CREATE UNIQUE INDEX receipts_graph_unique_index ON receipts_graph (room_id, user_id)"
            + " WHERE thread_id IS NULL",
        "CREATE TABLE aliases (alias text, owner text)",
        "CREATE UNIQUE INDEX aliases_folded ON aliases (lower(alias))",
        "CREATE UNIQUE INDEX aliases_owned ON aliases (owner) WHERE length(alias) > 3",
        "CREATE TABLE module_pairs (a bigint, b text, CONSTRAINT once UNIQUE (b))");
    Path file =
        source(
            "CREATE TABLE receipts_graph (room_id TEXT, user_id TEXT, thread_id TEXT)",
            "INSERT INTO receipts_graph VALUES ('!r', '@a:x', NULL), ('!r', '@b:x', NULL),"
                + " ('!r', '@a:x', 't'), ('!r', '@a:x', 't'), ('!r', '@a:x', NULL)",
            "CREATE TABLE aliases (alias TEXT, owner TEXT)",
            "INSERT INTO aliases VALUES ('Ärger', 'a'), ('b', 'b'), ('ÄRGER', 'c'), ('long', 'd'),"
                + " ('also', 'd'), ('abc', 'd')",
            "CREATE TABLE module_pairs (a INTEGER, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
            "INSERT INTO module_pairs VALUES (1, 'x'), (2, 'x'), (3, 'y')");
    Findings found =
        job(file, target).build().preflight().findings().withCode(PreflightCode.KEYS_COLLIDE);
    assertThat(found.render())
        .contains("\"receipts_graph_unique_index\": rowid 1,5")
        .contains("\"aliases_folded\": rowid 1,3")
        .contains("\"aliases_owned\": rowid 4,5")
        .contains("\"once\": rowid 2 rows");
    assertThat(found).hasSize(4);
  }

  @PostgresTest(majors = 16)
  void keysThatDifferByTheirStorageClassAloneAreFound(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute(
        "CREATE TABLE odd (v text NOT NULL, k text CONSTRAINT odd_k UNIQUE)",
        "CREATE TABLE fine (k text CONSTRAINT fine_k UNIQUE)",
        "CREATE TABLE other (v text, k text CONSTRAINT other_k UNIQUE)");
    Path file =
        source(
            "CREATE TABLE odd (v TEXT, k UNIQUE)",
            // What is wrong with the row's first value keeps nobody from looking at its key.
            "INSERT INTO odd VALUES ('a', 1), ('b', 'x'), (NULL, '1')",
            "CREATE TABLE fine (k UNIQUE)",
            "INSERT INTO fine VALUES (1), ('x'), ('y'), (NULL), (NULL)",
            "CREATE TABLE other (v, k TEXT UNIQUE)",
            "INSERT INTO other VALUES (1, 'x'), ('1', 'y')");
    Findings found =
        job(file, target).build().preflight().findings().withCode(PreflightCode.KEYS_COLLIDE);
    assertThat(found.render()).contains("\"odd_k\": rowid 1,3");
    assertThat(found).hasSize(1);
  }

  @PostgresTest(majors = 16)
  void whatAPortTakesIsTold(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file = source();
    PreflightReport report = job(file, target).build().preflight();
    PortEstimate estimate = report.estimate().orElseThrow();
    assertThat(estimate.port().least()).isPositive().isLessThan(estimate.port().likely());
    assertThat(estimate.port().likely()).isLessThan(estimate.port().most());
    assertThat(estimate.whole().likely()).isGreaterThan(estimate.port().likely());
    assertThat(estimate.roundTrip()).isPositive();
    DiskNeed disk = estimate.disk();
    assertThat(disk.least()).isLessThan(disk.likely()).isLessThan(disk.most());
    // The owner of a database may not know where the server keeps it.
    assertThat(disk.free()).isEmpty();
    assertThat(estimate.render()).contains("round trip", "the server does not tell");
    target.server().execute("postgres", "GRANT pg_read_all_settings TO " + target.owner());
    Optional<ByteSize> free =
        job(file, target).build().preflight().estimate().orElseThrow().disk().free();
    assertThat(free).isPresent();
  }

  @PostgresTest(majors = 16)
  void aLocaleThatSynapseRefusesIsRefusedUnlessItIsAllowed(TestDatabase target) throws Exception {
    String name = target.name() + "_icu";
    target
        .server()
        .execute(
            "postgres",
            "CREATE DATABASE "
                + name
                + " TEMPLATE template0 ENCODING UTF8 LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' OWNER "
                + target.owner());
    try {
      TestDatabase other =
          new TestDatabase(target.server(), name, target.owner(), target.password());
      MiniSynapse.prepare(other);
      Path file = source();
      Findings refused = job(file, other).build().preflight().findings();
      assertThat(refused.withCode(CheckCode.LOCALE_REFUSED))
          .allMatch(f -> f.severity() == Severity.ERROR)
          .isNotEmpty();
      Findings allowed = job(file, other).allowUnsafeLocale(true).build().preflight().findings();
      assertThat(allowed.withCode(CheckCode.LOCALE_REFUSED)).isNotEmpty();
      assertThat(allowed.hasErrors()).as(allowed.render()).isFalse();
    } finally {
      target.server().execute("postgres", "DROP DATABASE " + name);
    }
  }

  @PostgresTest(majors = 16)
  void aCompactedSourceIsNoHarm(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file = source();
    assertThat(run(job(file, target).build())).isInstanceOf(PortOutcome.Completed.class);
    SqliteFile.change(file, "DELETE FROM users WHERE name = '@2:x'", "VACUUM");
    assertThat(
            job(file, target)
                .build()
                .preflight()
                .findings()
                .withCode(PreflightCode.SOURCE_VACUUMED))
        .hasSize(1);
    assertThat(run(job(file, target).build())).isInstanceOf(PortOutcome.Completed.class);
    assertThat(target.query("SELECT name FROM users")).containsExactly("@a:x");
  }
}
