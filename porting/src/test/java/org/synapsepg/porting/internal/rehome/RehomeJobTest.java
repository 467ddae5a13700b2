package org.synapsepg.porting.internal.rehome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.synapsepg.check.DatabaseInspector;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.FindingsException;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.RehomeCode;
import org.synapsepg.porting.RehomeJob;
import org.synapsepg.porting.RehomeReport;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class RehomeJobTest {
  private static RehomeJob job(WrongDatabase wrong) {
    return RehomeJob.of(wrong.name(), wrong.database().source());
  }

  @PostgresTest
  void movesADatabaseOfSynapse(TestDatabase owner) throws SQLException {
    List<Path> fixtures = OutsideData.fixtureVersions();
    moves(owner, fixtures.get(fixtures.size() - 1));
  }

  @PostgresTest(majors = {14, 18})
  @Tag("matrix")
  void movesADatabaseOfEverySynapse(TestDatabase owner) throws SQLException {
    for (Path fixture : OutsideData.fixtureVersions()) {
      moves(owner, fixture);
    }
  }

  @PostgresTest(majors = {15, 16, 17})
  @Tag("matrix")
  void movesTheNewestOnOtherMajors(TestDatabase owner) throws SQLException {
    movesADatabaseOfSynapse(owner);
  }

  private static void moves(TestDatabase owner, Path fixture) throws SQLException {
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      PgDumpScript.loadPorted(
          wrong.database(),
          fixture.resolve("fresh-pg.sql.gz"),
          fixture.resolve("expected-b.sql.gz"));
      DatabaseInspector inspector = DatabaseInspector.on(wrong.database().source());
      assertThat(inspector.checkLocale().isSafe()).isFalse();
      inspector.checkSequences().planRepair().apply(wrong.database().source());
      Set<String> before = WrongDatabase.content(wrong.database());
      List<PortEvent> events = new ArrayList<>();

      RehomeReport report =
          job(wrong)
              .run(
                  event -> {
                    events.add(event);
                    throw new IllegalStateException("a listener's own trouble");
                  });

      assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
      assertThat(inspector.checkLocale().isSafe()).isTrue();
      assertThat(inspector.checkLocale().mismatches()).isEmpty();
      assertThat(inspector.planLocaleRepair().isNeeded()).isFalse();
      assertThat(inspector.checkSequences().wrong()).isEmpty();
      TestDatabase kept =
          new TestDatabase(owner.server(), report.kept(), owner.owner(), owner.password());
      assertThat(WrongDatabase.content(kept)).isEqualTo(before);
      assertThat(report.rows())
          .isEqualTo(
              before.stream()
                  .filter(line -> line.startsWith("rows "))
                  .mapToLong(line -> Long.parseLong(line.split(" ", -1)[2]))
                  .sum());
      assertThat(events.stream().filter(PortEvent.PhaseStarted.class::isInstance))
          .extracting(e -> ((PortEvent.PhaseStarted) e).phase())
          .containsExactly(
              Phase.PREFLIGHT,
              Phase.PREPARING,
              Phase.LOADING,
              Phase.RESTORING,
              Phase.FINISHING,
              Phase.VERIFYING,
              Phase.RENAMING);
      assertThat(job(wrong).preflight().withCode(RehomeCode.NOT_NEEDED).toList()).hasSize(1);
      assertThatThrownBy(() -> job(wrong).run(event -> {})).isInstanceOf(FindingsException.class);
    }
  }

  @PostgresTest
  void carriesEverythingThatItPromises(TestDatabase owner) throws SQLException {
    String reader = owner.name() + "_reader";
    owner.server().execute("postgres", "CREATE ROLE " + reader);
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      wrong.database().execute(EveryKind.EVERYTHING);
      owner
          .server()
          .execute(
              wrong.name(),
              "GRANT " + reader + " TO " + owner.owner(),
              "GRANT CREATE ON SCHEMA other TO " + reader,
              "CREATE TABLE other.theirs (a int)",
              "ALTER TABLE other.theirs OWNER TO " + reader,
              "GRANT SELECT ON other.theirs TO PUBLIC",
              "ALTER DATABASE " + wrong.name() + " SET work_mem = '5MB'",
              "ALTER DATABASE " + wrong.name() + " SET search_path = public, other",
              "ALTER DATABASE " + wrong.name() + " CONNECTION LIMIT 17",
              "COMMENT ON DATABASE " + wrong.name() + " IS 'Matrix'",
              "REVOKE CONNECT ON DATABASE " + wrong.name() + " FROM PUBLIC");
      Set<String> before = WrongDatabase.content(wrong.database());
      List<String> rights = wrong.database().query(EveryKind.RIGHTS);
      assertThat(job(wrong).preflight()).isEmpty();
      RehomeReport report = job(wrong).run(event -> {});
      assertThat(report.tables()).isEqualTo(3);
      assertThat(WrongDatabase.content(wrong.database())).isEqualTo(before);
      assertThat(wrong.database().query(EveryKind.RIGHTS)).isEqualTo(rights);
      wrong.database().execute("INSERT INTO other.child (parent, w) VALUES (5, 'new')");
    } finally {
      owner.server().execute("postgres", "DROP ROLE " + reader);
    }
  }

  @PostgresTest
  void refusesBeforeItWritesAndSaysWhatIsMissing(TestDatabase owner) throws SQLException {
    String stranger = owner.name() + "_stranger";
    owner.server().execute("postgres", "CREATE ROLE " + stranger);
    try (WrongDatabase wrong = WrongDatabase.of(owner)) {
      owner
          .server()
          .execute(
              wrong.name(),
              "CREATE TABLE theirs (a int)",
              "ALTER TABLE theirs OWNER TO " + stranger,
              "CREATE VIEW seen AS SELECT 1 AS a",
              "CREATE TYPE mood AS ENUM ('good')",
              "CREATE TABLE parts (a int) PARTITION BY RANGE (a)",
              "SELECT lo_create(0)",
              "CREATE DATABASE " + wrong.name() + "_before",
              "CREATE DATABASE " + wrong.name() + "_c",
              "ALTER DATABASE " + wrong.name() + "_c OWNER TO " + owner.owner(),
              "ALTER ROLE " + owner.owner() + " NOCREATEDB");
      owner.server().execute(wrong.name() + "_c", "CREATE TABLE somebody_works_here (a int)");
      try (Connection other = wrong.database().source().open()) {
        assertThat(other.isValid(5)).isTrue();
        Findings findings = job(wrong).preflight();
        String text = findings.render();
        assertThat(findings.toList())
            .extracting(Finding::code)
            .contains(
                RehomeCode.RIGHT_MISSING,
                RehomeCode.NOT_CARRIED,
                RehomeCode.NAME_TAKEN,
                RehomeCode.IN_USE);
        assertThat(text)
            .contains("CREATEDB", stranger, "public.seen", "public.mood", "public.parts")
            .contains("1 large objects", wrong.name() + "_c", wrong.name() + "_before", "pid ");
        assertThatThrownBy(() -> job(wrong).run(event -> {})).isInstanceOf(FindingsException.class);
      }
      assertThatThrownBy(() -> RehomeJob.of("postgres", wrong.database().source()))
          .isInstanceOf(IllegalArgumentException.class);
    } finally {
      owner.server().execute("postgres", "DROP ROLE " + stranger);
    }
  }
}
