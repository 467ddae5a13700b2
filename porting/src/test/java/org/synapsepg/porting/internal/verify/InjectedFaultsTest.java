package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyCode;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.verify.FaultyCursor.Fault;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Faults of this library itself, in copying alone and in all of its reading. */
class InjectedFaultsTest {
  private static final int NUMBER = 0;
  private static final int FLAG = 3;

  @TempDir Path folder;

  private Path source(String name) throws Exception {
    Path file = folder.resolve(name);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE things (a BIGINT NOT NULL, b BIGINT NOT NULL, t TEXT NOT NULL, flag BOOL)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
              + " INSERT INTO things SELECT i * 7, i, 'text ' || i, nullif(i % 3, 2) FROM n");
      statement.execute("CREATE TABLE small (k TEXT PRIMARY KEY, v TEXT)");
      statement.execute("INSERT INTO small VALUES ('one', NULL), ('two', '2')");
    }
    return file;
  }

  private static void prepare(TestDatabase database) {
    database.execute(
        "CREATE TABLE things (a bigint NOT NULL, b bigint NOT NULL, t text NOT NULL, flag boolean)",
        "CREATE TABLE small (k text PRIMARY KEY, v text)");
  }

  @PostgresTest
  void aFaultOfCopyingIsFoundAtEveryLevelThatReadsRows(TestDatabase database) throws Exception {
    prepare(database);
    try (MiniPort port = MiniPort.open(database, source("a.db"))) {
      assertThat(port.copy()).containsEntry("things", 0L);
      for (VerifyLevel level : VerifyLevel.values()) {
        assertThat(port.verify(level, Map.of()).with(Verdict.SAME)).hasSize(2);
      }
      for (Fault fault : Fault.values()) {
        port.copy(rows -> new FaultyCursor(rows, fault, NUMBER, other(fault)));
        for (VerifyLevel level : List.of(VerifyLevel.CHECKSUMS, VerifyLevel.BYTES)) {
          VerificationReport report = port.verify(level, Map.of());
          assertThat(report.find("things").orElseThrow().verdict())
              .as(fault + " " + level)
              .isEqualTo(Verdict.CHANGED);
          assertThat(report.find("small").orElseThrow().verdict()).isEqualTo(Verdict.SAME);
          assertThat(report.isSame()).isFalse();
        }
      }
    }
  }

  /** The same wrong rows are copied and read again; SQLite's own totals tell. */
  @PostgresTest(majors = 16)
  void aFaultOfAllReadingIsFoundBySqlite(TestDatabase database) throws Exception {
    prepare(database);
    try (MiniPort port = MiniPort.open(database, source("a.db"))) {
      for (Fault fault : Fault.values()) {
        port.copy(rows -> new FaultyCursor(rows, fault, NUMBER, other(fault)));
        VerificationReport report =
            port.verifier(
                    (table, from, to) ->
                        new FaultyCursor(
                            port.snapshot().rows(table, from, to), fault, NUMBER, other(fault)))
                .run(VerifyLevel.CHECKSUMS);
        assertThat(report.find("things").orElseThrow().verdict())
            .as("the wrong rows arrived as they were read")
            .isEqualTo(Verdict.SAME);
        assertThat(report.findings().withCode(VerifyCode.SOURCE_MISREAD).size())
            .as(fault.name())
            .isEqualTo(1);
        assertThat(report.isSame()).isFalse();
      }
    }
  }

  /**
   * A later run: the table's digests are known, and what was put in came out of a faulty reading.
   */
  @PostgresTest(majors = 16)
  void aFaultIsFoundWhereTheTableIsNotReadAgain(TestDatabase database) throws Exception {
    prepare(database);
    try (MiniPort port = MiniPort.open(database, source("a.db"))) {
      port.copy();
      TableMapping things = port.plan().find("things").orElseThrow();
      CertifiedTable before = held(database);
      for (Fault fault : Fault.values()) {
        TableLedger ledger = TableLedger.of(before, things).orElseThrow();
        port.replace(things, rows -> new FaultyCursor(rows, fault, NUMBER, other(fault)), ledger);
        CertifiedTable after = ledger.after().orElseThrow();
        assertThat(after.digest()).as(fault.name()).isEqualTo(held(database).digest());
        for (VerifyLevel level : List.of(VerifyLevel.CHECKSUMS, VerifyLevel.BYTES)) {
          VerificationReport report =
              port.verifier(Map.of()).knowing(Map.of("things", after)).run(level);
          assertThat(report.find("things").orElseThrow().verdict())
              .as(fault + " " + level)
              .isEqualTo(Verdict.CHANGED);
        }
        ledger = TableLedger.of(after, things).orElseThrow();
        port.replace(things, rows -> rows, ledger);
        assertThat(ledger.after().orElseThrow().digest()).isEqualTo(before.digest());
        VerificationReport report =
            port.verifier(Map.of())
                .knowing(Map.of("things", ledger.after().orElseThrow()))
                .run(VerifyLevel.CHECKSUMS);
        assertThat(report.find("things").orElseThrow().verdict()).isEqualTo(Verdict.SAME);
        assertThat(report.find("things").orElseThrow().reason()).isNotEmpty();
      }
    }
  }

  /** All reading is of the state before, as the target is; only SQLite knows better. */
  @PostgresTest(majors = 16)
  void readersOfAnOlderSnapshotAreFoundWhereTheTableIsNotReadAgain(TestDatabase database)
      throws Exception {
    prepare(database);
    Path later = source("later.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + later);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE things SET b = b + 1 WHERE a = 70");
    }
    try (MiniPort older = MiniPort.open(database, source("a.db"));
        MiniPort port = MiniPort.open(database, later)) {
      older.copy();
      VerificationReport report =
          port.verifier(older.snapshot()::rows)
              .knowing(Map.of("things", held(database).unread()))
              .run(VerifyLevel.CHECKSUMS);
      assertThat(report.find("things").orElseThrow().reason()).isNotEmpty();
      assertThat(report.findings().withCode(VerifyCode.SOURCE_MISREAD).size()).isEqualTo(1);
      assertThat(report.isSame()).isFalse();
    }
  }

  private static CertifiedTable held(TestDatabase database) throws Exception {
    try (Connection connection = database.source().open()) {
      return ReadSession.run(
          connection,
          schema ->
              CertificateTaker.table(
                  TargetDigests.of(connection),
                  Objects.requireNonNull(TableShapes.read(connection, schema).get("things"))));
    }
  }

  @PostgresTest(majors = 16)
  void readersOfAnotherSnapshotAreFound(TestDatabase database) throws Exception {
    prepare(database);
    Path later = source("later.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + later);
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE things SET t = 'longer ' || t WHERE a = 70");
    }
    try (MiniPort port = MiniPort.open(database, source("a.db"));
        SqliteSnapshot other = SqliteSnapshot.open(SqliteSource.file(later))) {
      port.copy();
      VerificationReport report = port.verifier(other::rows).run(VerifyLevel.CHECKSUMS);
      assertThat(report.find("things").orElseThrow().verdict()).isEqualTo(Verdict.CHANGED);
      assertThat(report.findings().withCode(VerifyCode.SOURCE_MISREAD).size()).isEqualTo(1);
    }
  }

  private static int other(Fault fault) {
    return fault == Fault.NULL_BECOMES_FALSE ? FLAG : 1;
  }
}
