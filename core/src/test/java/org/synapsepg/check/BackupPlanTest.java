package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Secret;
import org.synapsepg.testing.ClientPrograms;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PgDumpScript;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

class BackupPlanTest {
  private static final BackupPlan PLAN =
      BackupPlan.of(new ServerAddress("db", 5433, "synapse user", "synapse"));

  @Test
  void writesDownCommandsWithoutASecret(@TempDir Path folder) throws IOException {
    Path passfile = folder.resolve("pass");
    PLAN.writePassfile(passfile, Secret.of("a:b\\c"));
    assertThat(Files.readString(passfile)).isEqualTo("db:5433:*:synapse user:a\\:b\\\\c\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(passfile)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> PLAN.writePassfile(passfile, Secret.of("x")))
        .isInstanceOf(FileAlreadyExistsException.class);

    Command dump = PLAN.withPassfile(passfile).withJobs(4).dump(Path.of("out"));
    assertThat(dump.environment()).containsEntry("PGPASSFILE", passfile.toString());
    assertThat(dump.arguments())
        .contains("--jobs=4", "--exclude-table-data=*.e2e_one_time_keys_json", "--no-password");
    assertThat(dump.render()).contains("'--username=synapse user'");
    assertThat(PLAN.withFormat(BackupPlan.Format.CUSTOM).dump(Path.of("x")).arguments())
        .contains("--format=custom")
        .noneMatch(a -> a.startsWith("--jobs"));
    assertThat(PLAN.restore(Path.of("out"), "again").get(0).arguments())
        .contains("--lc-collate=C", "--template=template0", "again");
    assertThat(PLAN.notes()).anyMatch(n -> n.contains("signing key"));
    assertThatThrownBy(() -> PLAN.withJobs(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void seesWhatATableOfContentsLacks() {
    String list =
        """
        ;
        ; Archive created at 2026-11-01 10:00:00 UTC
        215; 1259 16390 TABLE public events synapse
        216; 1259 16391 TABLE public users synapse
        217; 1259 16392 TABLE public e2e_one_time_keys_json synapse
        218; 1259 16393 SEQUENCE public events_stream_seq synapse
        4000; 0 16390 TABLE DATA public events synapse
        ;4001; 0 16391 TABLE DATA public users synapse
        """;
    Findings findings = BackupPlan.checkContents(list);
    assertThat(findings.render())
        .contains("tables that every Synapse has: applied_schema_deltas")
        .contains("the rows of tables: users")
        .contains("the values of sequences: events_stream_seq")
        .doesNotContain("one-time keys;");
  }

  @PostgresTest
  void aRealDumpComesBack(TestDatabase database, @TempDir Path folder) throws Exception {
    int major = database.server().major();
    ClientPrograms programs = ClientPrograms.ofAtLeast(major);
    assumeThat(programs.restoresInto(major)).as("a pg_restore for PostgreSQL " + major).isTrue();
    Path fixture = OutsideData.fixtureVersions().get(0);
    PgDumpScript.loadPorted(
        database, fixture.resolve("fresh-pg.sql.gz"), fixture.resolve("expected-a.sql.gz"));
    DatabaseInspector.on(database.source()).checkSequences().planRepair().apply(database.source());
    BackupPlan plan =
        BackupPlan.of(
                new ServerAddress(
                    "127.0.0.1", database.server().port(), database.owner(), database.name()))
            .withPassfile(folder.resolve("pass"));
    plan.writePassfile(folder.resolve("pass"), database.password());
    String again = database.name() + "_again";
    database.server().execute("postgres", "ALTER ROLE " + database.owner() + " CREATEDB");
    try {
      Path dump = folder.resolve("dump");
      programs.run(plan.dump(dump));
      Findings contents = BackupPlan.checkContents(programs.run(plan.list(dump)));
      assertThat(contents).as(contents.render()).isEmpty();
      for (Command command : plan.restore(dump, again)) {
        programs.run(command);
      }
      var restored = database.server().connect(again, database.owner(), database.password());
      Findings findings = BackupPlan.checkRestored(restored);
      assertThat(findings.hasErrors()).as(findings.render()).isFalse();
      database.server().execute(again, "DELETE FROM schema_version", "DROP TABLE event_json");
      assertThat(BackupPlan.checkRestored(restored).withCode(CheckCode.BACKUP_INCOMPLETE).toList())
          .isNotEmpty();
    } finally {
      database.server().execute("postgres", "DROP DATABASE IF EXISTS " + again);
    }
  }
}
