package org.synapsepg.porting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Certificates of real databases, before and after those change. */
class PortCertificateTest {
  @TempDir Path folder;

  private static void prepare(TestDatabase database) {
    database.execute(
        "CREATE TABLE events (stream_ordering bigint PRIMARY KEY, event_id text NOT NULL,"
            + " outlier boolean NOT NULL, contains_url boolean)",
        "INSERT INTO events SELECT n, '$' || n, n % 7 = 0, NULLIF(n % 3, 0) = 1"
            + " FROM generate_series(-500, 4000) n WHERE n <> 0",
        "CREATE TABLE profiles (user_id text PRIMARY KEY, displayname text, fields jsonb)",
        "INSERT INTO profiles SELECT '@u' || n, NULLIF('name ' || n, 'name 5'),"
            + " jsonb_build_object('k', n) FROM generate_series(1, 300) n",
        "CREATE TABLE receipts_graph (a text, b text)",
        "CREATE TABLE wide (id bigint NOT NULL UNIQUE, x bytea)",
        "INSERT INTO wide VALUES (-9223372036854775808, '\\x00'), (9223372036854775807, NULL)",
        "CREATE SEQUENCE events_stream_seq",
        "SELECT setval('events_stream_seq', 4000)");
  }

  private static Verdict of(VerificationReport report, String table) {
    return report.find(table).orElseThrow().verdict();
  }

  @PostgresTest
  void anUntouchedDatabaseIsTheSame(TestDatabase database) throws Exception {
    prepare(database);
    PortCertificate taken = PortCertificate.take(database.source());
    Path file = folder.resolve("certificate.json");
    taken.writeTo(file);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    PortCertificate read = PortCertificate.read(file);
    assertThat(read.sha256()).isEqualTo(taken.sha256());
    VerificationReport report = read.check(database.source());
    assertThat(report.isSame()).as(report.render()).isTrue();
    assertThat(report.findings()).isEmpty();
    assertThat(report.rows()).isEqualTo(4500 + 300 + 2);
    assertThat(read.tables()).extracting(PortCertificate.Table::rows).contains(4500L, 300L, 0L, 2L);
  }

  @PostgresTest
  void rowsBeyondAreGrowthAndAnAlteredOldRowIsNot(TestDatabase database) {
    prepare(database);
    PortCertificate taken = PortCertificate.take(database.source());

    database.execute(
        "INSERT INTO events SELECT n, '$' || n, false, NULL FROM generate_series(4001, 4010) n",
        "INSERT INTO events VALUES (-600, '$back', true, NULL)",
        "SELECT setval('events_stream_seq', 4010)",
        "INSERT INTO receipts_graph VALUES ('x', NULL)",
        "INSERT INTO profiles VALUES ('@new', NULL, NULL)");
    VerificationReport grown = taken.check(database.source());
    assertThat(of(grown, "events")).as(grown.render()).isEqualTo(Verdict.GREW);
    assertThat(of(grown, "receipts_graph")).isEqualTo(Verdict.GREW);
    assertThat(of(grown, "profiles")).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(of(grown, "wide")).isEqualTo(Verdict.SAME);
    assertThat(grown.findings().hasErrors()).isFalse();
    assertThat(grown.isSame()).isFalse();

    database.execute("UPDATE events SET contains_url = NULL WHERE stream_ordering = 17");
    VerificationReport same = taken.check(database.source());
    assertThat(of(same, "events"))
        .as("17 % 3 = 2, so contains_url was false and is NULL now")
        .isEqualTo(Verdict.CHANGED);
    assertThat(same.find("events").orElseThrow().reason()).contains("stream_ordering from");
  }

  @PostgresTest
  void lossIsNoticedInTablesSequencesAndCatalogue(TestDatabase database) {
    prepare(database);
    PortCertificate taken = PortCertificate.take(database.source());
    database.execute(
        "DELETE FROM profiles WHERE user_id = '@u7'",
        "UPDATE wide SET x = '\\x' WHERE x IS NULL",
        "DROP TABLE receipts_graph",
        "SELECT setval('events_stream_seq', 3999)",
        "CREATE INDEX further ON events (event_id)");

    VerificationReport report = taken.check(database.source());

    assertThat(of(report, "profiles")).isEqualTo(Verdict.CHANGED);
    assertThat(of(report, "wide")).isEqualTo(Verdict.CHANGED);
    assertThat(of(report, "receipts_graph")).isEqualTo(Verdict.CHANGED);
    assertThat(of(report, "events")).isEqualTo(Verdict.SAME);
    assertThat(report.findings().stream().map(f -> f.code()))
        .containsExactly(
            VerifyCode.TABLE_MISSING, VerifyCode.SEQUENCE_BEHIND, VerifyCode.CATALOGUE_DIFFERS);
  }

  @PostgresTest(majors = 16)
  void anAlteredCertificateIsRefused(TestDatabase database) throws Exception {
    prepare(database);
    String json = PortCertificate.take(database.source()).toJson();

    assertThatThrownBy(
            () -> PortCertificate.parse(json.replaceFirst("\"rows\": ?300", "\"rows\":301")))
        .isInstanceOfSatisfying(
            VerificationException.class,
            e -> assertThat(e.code()).isEqualTo(VerifyCode.CERTIFICATE_ALTERED));
    assertThatThrownBy(
            () -> PortCertificate.parse(json.replaceFirst("\"version\": ?1", "\"version\":2")))
        .isInstanceOfSatisfying(
            VerificationException.class,
            e -> assertThat(e.code()).isEqualTo(VerifyCode.CERTIFICATE_TOO_NEW));
    for (String no : new String[] {"", "[]", "{}", json.substring(0, 500), "{\"format\":1}"}) {
      assertThatThrownBy(() -> PortCertificate.parse(no))
          .isInstanceOfSatisfying(
              VerificationException.class,
              e -> assertThat(e.code()).isEqualTo(VerifyCode.CERTIFICATE_UNREADABLE));
    }
    assertThat(PortCertificate.parse(json.replaceAll("\\s+(?=\")", "")).toJson()).isEqualTo(json);
  }
}
