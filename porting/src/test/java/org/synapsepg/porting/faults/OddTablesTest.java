package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** What administrators do to tables, and what would end a port after its first write. */
class OddTablesTest {
  @TempDir Path folder;

  private static Findings refused(Path file, TestDatabase target) throws InterruptedException {
    PortJob job = PortJob.builder().from(SqliteSource.file(file)).to(target.source()).build();
    try (PortRun run = job.start()) {
      PortOutcome outcome = run.await();
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Refused.class);
      assertThat(target.query("SELECT to_regnamespace('synapse_pg_port')")).containsExactly("∅");
      return ((PortOutcome.Refused) outcome).findings();
    }
  }

  private Path source() throws Exception {
    return MiniSynapse.source(folder.resolve("homeserver.db"), 61, 20);
  }

  @PostgresTest
  void rowSecurityRulesAndRightsGivenAwayAreNamedTogether(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute(
        "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE users FORCE ROW LEVEL SECURITY",
        "CREATE RULE keep AS ON DELETE TO event_edges DO INSTEAD NOTHING",
        "REVOKE TRUNCATE, INSERT ON events FROM " + target.owner(),
        "CREATE TABLE notes (a text)",
        "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE notes FORCE ROW LEVEL SECURITY");
    Findings found = refused(source(), target).withCode(PreflightCode.TABLE_GUARDED);
    assertThat(found).hasSize(3);
    assertThat(found.render())
        .contains("\"users\"", "\"event_edges\" (keep)", "\"events\" (INSERT, TRUNCATE)")
        .doesNotContain("notes");
  }

  @PostgresTest
  void rowSecurityThatDoesNotBindTheOwnerDoesNoHarm(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute("ALTER TABLE users ENABLE ROW LEVEL SECURITY");
    PortJob job = PortJob.builder().from(SqliteSource.file(source())).to(target.source()).build();
    try (PortRun run = job.start()) {
      assertThat(run.await()).isInstanceOf(PortOutcome.Completed.class);
    }
  }

  @PostgresTest(majors = 18)
  void aDomainThatChecksIsNoTypeThatAPortCanFill(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target.execute(
        "CREATE DOMAIN short AS text CHECK (length(VALUE) < 3)",
        "CREATE DOMAIN plain AS text",
        "ALTER TABLE events ALTER COLUMN room_id TYPE plain",
        "ALTER TABLE users ALTER COLUMN name TYPE short");
    Findings found = refused(source(), target).withCode(PortCode.TYPE_UNSUPPORTED);
    assertThat(found.render())
        .contains("\"users.name\" has the type short")
        .doesNotContain("plain");
  }

  /** Whatever else a server says no to before the first write is a refusal as well. */
  @PostgresTest(majors = 18)
  void whatTheServerRefusesBeforeTheFirstWriteIsNoFailure(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    target
        .server()
        .execute(
            "postgres",
            "ALTER DATABASE " + target.name() + " SET default_tablespace = 'pg_global'");
    Findings found = refused(source(), target).withCode(PortCode.RIGHTS_MISSING);
    assertThat(found).hasSize(1);
    assertThat(found.render()).contains("pg_global");
  }

  /** Releases with the same version of the schema differ by tables. */
  @PostgresTest(majors = 18)
  void aTableOfSynapseThatTheTargetLacksIsNoModules(TestDatabase target) throws Exception {
    List<Path> fixtures = OutsideData.fixtureVersions();
    Path fixture = fixtures.get(fixtures.size() - 1);
    Path file = folder.resolve("homeserver.db");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(fixture.resolve("b.db.gz")))) {
      Files.copy(in, file);
    }
    SqliteFile.change(file, "CREATE TABLE a_modules (a TEXT)", "INSERT INTO a_modules VALUES (1)");
    try (Connection connection = target.source().open()) {
      PgDumpScript.run(connection, fixture.resolve("fresh-pg.sql.gz"));
    }
    target.execute(
        "ALTER TABLE profiles RENAME TO profiles_of_old",
        "CREATE VIEW profiles AS SELECT * FROM profiles_of_old");
    Findings found = refused(file, target);
    assertThat(found.withCode(PreflightCode.TABLE_MISSING).render())
        .contains("rows: profiles")
        .doesNotContain("a_modules");
  }
}
