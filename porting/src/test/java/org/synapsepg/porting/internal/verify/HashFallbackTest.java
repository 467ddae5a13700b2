package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** A server whose hash functions give other results than ours: its rows are hashed here. */
class HashFallbackTest {
  @TempDir Path folder;

  private Path source() throws Exception {
    Path file = folder.resolve("a.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE things (id BIGINT NOT NULL, t TEXT, b BLOB, flag BOOL)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
              + " INSERT INTO things SELECT i, 'text ' || i, zeroblob(i % 5), nullif(i % 3, 2)"
              + " FROM n");
    }
    return file;
  }

  private static void prepare(TestDatabase database) {
    database.execute(
        "CREATE TABLE things (id bigint NOT NULL UNIQUE, t text, b bytea, flag boolean)");
  }

  /**
   * The same name in the same schema with another result, as on hardware of the other byte order.
   */
  private static void replaceHash(TestDatabase database) {
    database
        .server()
        .execute(
            database.name(),
            "ALTER FUNCTION pg_catalog.hashtextextended(text, bigint) RENAME TO hash_as_it_was",
            "CREATE FUNCTION pg_catalog.hashtextextended(text, bigint) RETURNS bigint LANGUAGE sql"
                + " IMMUTABLE STRICT AS 'SELECT pg_catalog.hash_as_it_was($1, $2) # 1'");
  }

  @PostgresTest
  void verificationAndReconcilingGoOnWithoutTheServersHashes(TestDatabase database)
      throws Exception {
    prepare(database);
    replaceHash(database);
    try (MiniPort port = MiniPort.open(database, source())) {
      port.copy();
      try (Connection connection = database.source().open()) {
        assertThat(RowHashes.areTrusted(connection)).isFalse();
      }
      assertThat(port.verify(VerifyLevel.CHECKSUMS, Map.of()).with(Verdict.SAME)).hasSize(1);
      database.execute("UPDATE things SET t = 'another' WHERE id = 77");
      VerificationReport report = port.verify(VerifyLevel.CHECKSUMS, Map.of());
      assertThat(report.find("things").orElseThrow().differences())
          .singleElement()
          .satisfies(d -> assertThat(d.columns()).extracting(c -> c.column()).containsExactly("t"));
      port.reconcile();
      assertThat(port.verify(VerifyLevel.BYTES, Map.of()).with(Verdict.SAME)).hasSize(1);
    }
  }

  @PostgresTest
  void aCertificateOfSuchAServerIsWorthTheSameElsewhere(TestDatabase database) {
    prepare(database);
    database.execute("INSERT INTO things SELECT n, 'text ' || n FROM generate_series(1, 500) n");
    PortCertificate before = PortCertificate.take(database.source());
    replaceHash(database);
    assertThat(before.check(database.source()).isSame()).isTrue();
    assertThat(PortCertificate.take(database.source()).tables()).isEqualTo(before.tables());
    database.execute("UPDATE things SET t = NULL WHERE id = 7");
    assertThat(before.check(database.source()).isSame()).isFalse();
  }
}
