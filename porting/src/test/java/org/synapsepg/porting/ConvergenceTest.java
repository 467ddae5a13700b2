package org.synapsepg.porting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.FindingCode;
import org.synapsepg.porting.testing.SqliteFile;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** A second run against another state of the source, from the first write to the certificate. */
@ExtendWith(PostgresExtension.class)
class ConvergenceTest {
  @TempDir Path folder;

  private Path unpack(Path gz) throws IOException {
    Path file = folder.resolve(Integer.toHexString(gz.hashCode()) + ".db");
    try (InputStream in = new GZIPInputStream(Files.newInputStream(gz))) {
      Files.copy(in, file);
    }
    return file;
  }

  private static Path newest() {
    List<Path> all = OutsideData.fixtureVersions();
    return all.get(all.size() - 1);
  }

  private static PortOutcome port(Path sqlite, TestDatabase target, String... overwrite)
      throws InterruptedException {
    PortJob.Builder job =
        PortJob.builder().from(SqliteSource.file(sqlite)).to(target.source()).workers(2);
    for (String name : overwrite) {
      job.overwriteTarget(name);
    }
    try (PortRun run = job.build().start()) {
      return run.await();
    }
  }

  private static PortOutcome.Completed completed(PortOutcome outcome) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    return (PortOutcome.Completed) outcome;
  }

  private static List<FindingCode> refused(PortOutcome outcome) {
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Refused.class);
    return ((PortOutcome.Refused) outcome)
        .findings().atLeast(org.synapsepg.core.Severity.ERROR).stream().map(f -> f.code()).toList();
  }

  @TestFactory
  Stream<DynamicTest> aThenBEqualsAFreshPortOfB(PostgresServers servers) {
    return OutsideData.fixtureVersions().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    String.valueOf(fixture.getFileName()), () -> aThenB(servers, fixture)));
  }

  private void aThenB(PostgresServers servers, Path fixture) throws Exception {
    Path a = unpack(fixture.resolve("a.db.gz"));
    Path b = unpack(fixture.resolve("b.db.gz"));
    try (TestDatabase twice = servers.newest().newDatabase();
        TestDatabase once = servers.newest().newDatabase()) {
      completed(port(a, twice));
      PortOutcome.Completed second = completed(port(b, twice));
      PortOutcome.Completed fresh = completed(port(b, once));

      assertThat(second.summary().changes()).anyMatch(c -> c.table().equals("events"));
      assertThat(second.proof().isSame()).isTrue();
      assertThat(fresh.certificate().check(twice.source()))
          .satisfies(report -> assertThat(report.isSame()).as(report.render()).isTrue())
          .satisfies(report -> assertThat(report.findings()).isEmpty());
      String vectors =
          "SELECT count(*), sum(hashtextextended(event_id || vector::text, 0)) FROM event_search";
      assertThat(twice.query(vectors)).isEqualTo(once.query(vectors));
      String sequences =
          "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1";
      assertThat(twice.query(sequences)).isEqualTo(once.query(sequences));
    }
  }

  @PostgresTest
  void aTargetWrittenToIsRefusedUntilItsNameIsConfirmedAndIsRepairedThen(TestDatabase target)
      throws Exception {
    Path a = unpack(newest().resolve("a.db.gz"));
    completed(port(a, target));
    assertThat(completed(port(a, target)).summary().changes()).isEmpty();

    target.execute("UPDATE profiles SET displayname = 'someone else' WHERE ctid = '(0,1)'");
    VerificationReport found =
        PortJob.builder()
            .from(SqliteSource.file(a))
            .to(target.source())
            .build()
            .verify(VerifyLevel.CHECKSUMS);
    assertThat(found.find("profiles").orElseThrow().differences())
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.kind()).isEqualTo(VerificationReport.DifferenceKind.ALTERED);
              assertThat(d.columns())
                  .singleElement()
                  .satisfies(c -> assertThat(c.column()).isEqualTo("displayname"));
            });
    assertThat(refused(port(a, target))).containsExactly(PortCode.TARGET_USED);

    PortOutcome.Completed repaired = completed(port(a, target, target.name()));
    assertThat(repaired.summary().changes()).containsExactly(new TableChange("profiles", 0, 1, 0));
  }

  @PostgresTest(majors = 16)
  void searchAndSequencesThatWereSpoiledAreFound(TestDatabase target) throws Exception {
    Path b = unpack(newest().resolve("b.db.gz"));
    PortJob job =
        PortJob.builder().from(SqliteSource.file(b)).to(target.source()).workers(2).build();
    completed(port(b, target));
    assertThat(job.verify(VerifyLevel.BYTES).isSame()).isTrue();

    target.execute(
        "UPDATE event_search SET vector = to_tsvector('english', 'nonsense') WHERE event_id ="
            + " (SELECT min(event_id) FROM event_search)",
        "DELETE FROM event_search WHERE event_id = (SELECT max(event_id) FROM event_search)",
        "UPDATE user_directory_search SET vector = to_tsvector('simple', 'nobody') WHERE user_id ="
            + " (SELECT min(user_id) FROM user_directory_search)",
        "DELETE FROM user_directory_search WHERE user_id ="
            + " (SELECT max(user_id) FROM user_directory_search)",
        "SELECT setval('receipts_sequence', 1)");
    assertThat(
            job
                .verify(VerifyLevel.BYTES)
                .findings()
                .atLeast(org.synapsepg.core.Severity.ERROR)
                .stream()
                .map(f -> f.code().id()))
        .filteredOn(id -> id.startsWith("verify."))
        .containsExactly(
            "verify.search-differs",
            "verify.search-differs",
            "verify.directory-differs",
            "verify.directory-differs");
    assertThat(job.verify(VerifyLevel.COUNTS).findings().hasErrors()).isTrue();
  }

  @PostgresTest(majors = 16)
  void anOlderCopyAndAnotherServersFileAreRefused(TestDatabase target) throws Exception {
    Path a = unpack(newest().resolve("a.db.gz"));
    Path b = unpack(newest().resolve("b.db.gz"));
    completed(port(b, target));
    assertThat(refused(port(a, target))).contains(PortCode.SOURCE_OLDER);

    SqliteFile.change(b, "UPDATE users SET creation_ts = creation_ts + 1");
    assertThat(refused(port(b, target))).contains(PortCode.SOURCE_FOREIGN);
  }

  @PostgresTest
  void whateverMovesIsFollowed(TestDatabase target) throws Exception {
    Path a = unpack(newest().resolve("a.db.gz"));
    completed(port(a, target));
    SqliteFile.change(
        a,
        // renumbers rowids of tables without an INTEGER PRIMARY KEY
        "CREATE TEMP TABLE kept AS SELECT * FROM state_events ORDER BY event_id DESC",
        "DELETE FROM state_events",
        "INSERT INTO state_events SELECT * FROM kept",
        // the same row twice in a table without a key
        "INSERT INTO event_auth SELECT * FROM event_auth LIMIT 7",
        // a chain of refresh tokens, reversed
        "UPDATE refresh_tokens SET next_token_id = NULL",
        // a parent replaced under the same key
        "UPDATE rooms SET creator = '@other:fixture.test' WHERE rowid = 1",
        "DELETE FROM user_ips WHERE rowid % 2 = 0");
    PortOutcome.Completed second = completed(port(a, target));

    assertThat(second.summary().changes())
        .extracting(TableChange::table)
        .doesNotContain("state_events")
        .contains("event_auth", "rooms");
    assertThat(second.summary().changes()).contains(new TableChange("event_auth", 7, 0, 0));
    assertThat(second.summary().changes()).contains(new TableChange("rooms", 0, 1, 0));
  }
}
