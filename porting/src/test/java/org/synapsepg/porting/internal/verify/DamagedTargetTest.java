package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerificationReport.Difference;
import org.synapsepg.porting.VerificationReport.DifferenceKind;
import org.synapsepg.porting.VerificationReport.Verdict;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.converge.Reconciled;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/** Rows of a target that were altered afterwards: all found, all repaired, nothing else touched. */
class DamagedTargetTest {
  private static final int ROWS = Integer.getInteger("synapsepg.damage.rows", 1_000_000);
  private static final int EACH = Integer.getInteger("synapsepg.damage.each", 10);

  @TempDir Path folder;

  private MiniPort port(TestDatabase database, int rows) throws Exception {
    Path file = folder.resolve("large.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = OFF");
      statement.execute(
          "CREATE TABLE keyed (id INTEGER PRIMARY KEY, name TEXT NOT NULL, token TEXT, n BIGINT)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + rows
              + ") INSERT INTO keyed SELECT i, 'name ' || i, 'secret' || i, nullif(i % 11, 3)"
              + " FROM n");
      statement.execute("CREATE TABLE pairs (a TEXT NOT NULL, b TEXT)");
      statement.execute(
          "INSERT INTO pairs SELECT 'a' || (id / 3), nullif(id % 5, 1) FROM keyed WHERE id <= "
              + rows / 10);
    }
    database.execute(
        "CREATE TABLE keyed (id bigint PRIMARY KEY, name text NOT NULL, token text, n bigint)",
        "CREATE TABLE pairs (a text NOT NULL, b text)");
    MiniPort port = MiniPort.open(database, file);
    port.copy();
    return port;
  }

  @PostgresTest(majors = 16)
  void everyKindOfDamageInAMillionRowsIsListedAndRepaired(TestDatabase database) throws Exception {
    long seed = Seed.of(DamagedTargetTest.class);
    Random random = new Random(seed);
    try (MiniPort port = port(database, ROWS)) {
      // Places that are far enough from each other for every kind to have rows of its own.
      List<Integer> ids =
          random.ints(1, ROWS / 10).distinct().limit(6L * EACH).map(i -> i * 10).boxed().toList();
      for (int i = 0; i < EACH; i++) {
        int at = 6 * i;
        database.execute(
            "UPDATE keyed SET name = overlay(name placing 'X' from 2) WHERE id = " + ids.get(at),
            "DELETE FROM keyed WHERE id = " + ids.get(at + 1),
            "INSERT INTO keyed VALUES (" + (ROWS + 1 + i) + ", 'extra', NULL, NULL)",
            "UPDATE keyed k SET token = o.token FROM keyed o WHERE (k.id, o.id) IN (("
                + ids.get(at + 2)
                + ", "
                + ids.get(at + 3)
                + "), ("
                + ids.get(at + 3)
                + ", "
                + ids.get(at + 2)
                + "))",
            "UPDATE keyed SET n = -1 WHERE id = " + ids.get(at + 4),
            // a pair of equal rows, which an exclusive or would not see
            "INSERT INTO pairs SELECT p.* FROM pairs p, generate_series(1, 2)"
                + " WHERE p.ctid = (SELECT min(ctid) FROM pairs WHERE a = 'a"
                + (i + 1)
                + "')");
      }
      VerificationReport report = port.verify(VerifyLevel.CHECKSUMS, Map.of());
      assertThat(report.find("keyed").orElseThrow().differingRows())
          .as("seed %d", seed)
          .isEqualTo(5L * EACH);
      assertThat(report.find("pairs").orElseThrow().differingRows()).isEqualTo(2L * EACH);
      assertThat(report.find("keyed").orElseThrow().differences().toString())
          .doesNotContain("secret")
          .contains("***");
      // What is listed is what it is called, however many more there are.
      Set<String> deleted =
          IntStream.range(0, EACH)
              .mapToObj(i -> String.valueOf(ids.get(6 * i + 1)))
              .collect(Collectors.toSet());
      for (Difference difference : report.find("keyed").orElseThrow().differences()) {
        String id = difference.key().get(0).text();
        assertThat(difference.kind())
            .as("seed %d: %s", seed, difference)
            .isEqualTo(
                deleted.contains(id)
                    ? DifferenceKind.MISSING
                    : Long.parseLong(id) > ROWS ? DifferenceKind.EXTRA : DifferenceKind.ALTERED);
      }

      Map<String, Reconciled> done = port.reconcile();
      assertThat(done.get("keyed")).isEqualTo(new Reconciled(ROWS, ROWS, EACH, 4L * EACH, EACH));
      long pairs = ROWS / 10;
      assertThat(done.get("pairs")).isEqualTo(new Reconciled(pairs, pairs, 0, 0, 2L * EACH));
      assertThat(port.verify(VerifyLevel.CHECKSUMS, Map.of()).with(Verdict.SAME)).hasSize(2);
    }
  }

  @PostgresTest(majors = 18)
  void eachKindOfDamageAloneIsFoundEveryTime(TestDatabase database) throws Exception {
    try (MiniPort port = port(database, 2_000)) {
      Random random = new Random(1);
      for (int i = 0; i < EACH; i++) {
        int id = 1 + random.nextInt(1_999);
        for (String damage :
            List.of(
                "UPDATE keyed SET name = overlay(name placing 'X' from 2) WHERE id = " + id,
                "DELETE FROM keyed WHERE id = " + id,
                "INSERT INTO keyed VALUES (-" + id + ", 'extra', NULL, NULL)",
                "UPDATE keyed SET name = name || '', token = NULL WHERE id = " + id,
                "UPDATE keyed k SET token = o.token FROM keyed o WHERE abs(k.id - o.id) = 1"
                    + " AND k.id + o.id = "
                    + (2 * id + 1),
                "INSERT INTO pairs SELECT p.* FROM pairs p, generate_series(1, 2) WHERE p.ctid ="
                    + " (SELECT min(ctid) FROM pairs)")) {
          database.execute(damage);
          VerificationReport report = port.verify(VerifyLevel.CHECKSUMS, Map.of());
          assertThat(report.with(Verdict.CHANGED)).as(damage).hasSize(1);
          // Repaired before the next one, which must be found alone again.
          port.reconcile();
        }
      }
      assertThat(port.verify(VerifyLevel.BYTES, Map.of()).with(Verdict.SAME)).hasSize(2);
    }
  }
}
