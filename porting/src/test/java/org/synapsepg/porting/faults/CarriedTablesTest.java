package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.Quarantine;
import org.synapsepg.porting.QuarantinedRow;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Tables that the target lacks: listed, or taken along; and files that are no server's. */
class CarriedTablesTest {
  @TempDir Path folder;

  private Path source() throws Exception {
    Path file = MiniSynapse.source(folder.resolve("homeserver.db"), 9, 40);
    SqliteFile.change(
        file,
        "CREATE TABLE Module_Notes (Id INTEGER PRIMARY KEY, user TEXT NOT NULL, score DECIMAL(5,2),"
            + " raw BLOB, done BOOLEAN DEFAULT 0, UNIQUE (user))",
        "CREATE INDEX module_notes_score ON Module_Notes (score)",
        "INSERT INTO Module_Notes VALUES (1, '@a:x', 1.5, x'00ff', 1), (9000000000, '@b:x', 2,"
            + " NULL, NULL)",
        "CREATE TABLE module_empty (a TEXT)",
        "CREATE TABLE module_keys (k TEXT PRIMARY KEY, v BLOB) WITHOUT ROWID",
        "INSERT INTO module_keys VALUES ('a', x'00ff'), ('b', NULL)",
        "CREATE TABLE module_more (a INTEGER PRIMARY KEY, b TEXT,"
            + " c TEXT GENERATED ALWAYS AS (upper(b)) VIRTUAL)",
        "INSERT INTO module_more VALUES (1, 'x')");
    return file;
  }

  private static PortJob.Builder job(Path file, TestDatabase target) {
    return PortJob.builder().from(SqliteSource.file(file)).to(target.source());
  }

  private static PortOutcome.Completed completed(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      PortOutcome outcome = run.await();
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
      return (PortOutcome.Completed) outcome;
    }
  }

  private static void complete(PortJob job) throws InterruptedException {
    completed(job);
    assertThat(job.verify(VerifyLevel.BYTES).isSame()).isTrue();
  }

  @PostgresTest(majors = 16)
  void areListedAndStayBehindUnlessAskedFor(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    PortJob job = job(source(), target).build();
    Findings left = job.preflight().findings().withCode(PortCode.TABLE_LEFT_OUT);
    assertThat(left.render())
        .contains("\"Module_Notes\"", "\"module_keys\"", "\"module_more\"")
        .contains("--carry-tables");
    assertThat(left).hasSize(3);
    complete(job);
    assertThat(target.query("SELECT to_regclass('module_notes')")).containsExactly("∅");
  }

  @PostgresTest(majors = 16)
  void goAlongIntoSynapsesOwnSchema(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file = source();
    PortJob job = job(file, target).carryTables("public").build();
    assertThat(job.preflight().findings().withCode(PortCode.TABLES_CARRIED).render())
        .contains("Module_Notes, module_empty, module_keys, module_more");
    assertThat(target.query("SELECT to_regclass('module_notes')")).containsExactly("∅");
    complete(job);
    assertThat(target.query("SELECT * FROM module_notes ORDER BY id"))
        .containsExactly("1|@a:x|1.5|\\x00ff|t", "9000000000|@b:x|2|∅|∅");
    assertThat(target.query("SELECT to_regclass('module_empty')")).containsExactly("module_empty");
    assertThat(target.query("SELECT * FROM module_more")).containsExactly("1|x|X");
    SqliteFile.change(
        file,
        "DELETE FROM Module_Notes WHERE Id = 1",
        "DELETE FROM module_keys WHERE k = 'a'",
        "UPDATE module_more SET b = 'y'");
    complete(job);
    assertThat(target.query("SELECT * FROM module_keys")).containsExactly("b|∅");
    assertThat(target.query("SELECT * FROM module_more")).containsExactly("1|y|Y");
    assertThat(target.query("SELECT id FROM module_notes")).containsExactly("9000000000");
  }

  @PostgresTest(majors = 16)
  void goAlongIntoASchemaOfTheirOwnButNotOverForeignRows(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file = source();
    target.execute(
        "CREATE SCHEMA taken", "CREATE TABLE taken.module_notes AS SELECT 1 AS id, 'mine' AS user");
    assertThat(
            job(file, target)
                .carryTables("taken")
                .build()
                .preflight()
                .findings()
                .withCode(PortCode.TARGET_FOREIGN)
                .render())
        .contains("\"taken\".\"module_notes\"");
    PortJob job = job(file, target).carryTables("modules").build();
    complete(job);
    assertThat(target.query("SELECT id, score FROM modules.module_notes ORDER BY id"))
        .containsExactly("1|1.5", "9000000000|2");
    SqliteFile.change(file, "UPDATE Module_Notes SET score = 7");
    complete(job);
    assertThat(target.query("SELECT id, score FROM modules.module_notes ORDER BY id"))
        .containsExactly("1|7", "9000000000|7");
    PortCertificate certificate = completed(job).certificate();
    assertThat(PortCertificate.parse(certificate.toJson()).check(target.source()).isSame())
        .isTrue();
    target.execute("UPDATE modules.module_notes SET score = 8 WHERE id = 1");
    assertThat(certificate.check(target.source()).render()).contains("module_notes");
    assertThat(certificate.check(target.source()).isSame()).isFalse();
  }

  @PostgresTest(majors = 16)
  void aRepairedRowGoesBackToWhereItsTableWasTaken(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path file = source();
    SqliteFile.change(file, "UPDATE Module_Notes SET user = CAST(x'ff' AS TEXT) WHERE Id = 1");
    completed(
        job(file, target)
            .carryTables("modules")
            .badValues(BadValuePolicy.all(BadValuePolicy.Action.QUARANTINE))
            .build());
    Quarantine quarantine = Quarantine.of(target.source());
    QuarantinedRow row =
        quarantine.rows().stream()
            .filter(r -> r.table().equals("module_notes"))
            .findFirst()
            .orElseThrow();
    target.execute("CREATE SCHEMA other", "CREATE TABLE other.module_notes (id integer)");
    assertThatThrownBy(() -> quarantine.putBack(row, Map.of("user", "@back:x")))
        .isInstanceOf(PortException.class)
        .hasMessageContaining("in the schemas modules, other");
    target.execute("DROP SCHEMA other CASCADE");
    quarantine.putBack(row, Map.of("user", "@back:x"));
    assertThat(target.query("SELECT * FROM modules.module_notes WHERE id = 1"))
        .containsExactly("1|@back:x|1.5|\\x00ff|t");
    assertThat(quarantine.rows()).doesNotContain(row);
  }

  @PostgresTest(majors = 16)
  void aWrongFileIsToldApart(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    Path media = folder.resolve("media.db");
    SqliteFile.change(media, "CREATE TABLE mediaapi_media_repository (media_id TEXT)");
    assertThat(job(media, target).build().preflight().findings().withCode(SourceCode.NOT_SYNAPSE))
        .singleElement()
        .satisfies(f -> assertThat(f.render()).contains("Dendrite's media"));
    Path empty = folder.resolve("wrong.db");
    SqliteFile.change(empty, "PRAGMA user_version = 1");
    try (PortRun run = job(empty, target).build().start()) {
      PortOutcome outcome = run.await();
      assertThat(outcome).isInstanceOf(PortOutcome.Refused.class);
      assertThat(((PortOutcome.Refused) outcome).findings().render()).contains("has no tables");
    }
  }
}
