package org.synapsepg.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.check.LocaleReport.Mismatch;
import org.synapsepg.check.SynapseVerdict.Reaction;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;

/**
 * The commonest wrong locale, en_US.UTF-8 of the operating system, and what becomes of an index
 * when the operating system changes its order: glibc did that to everybody in 2.28.
 */
@ExtendWith(PostgresExtension.class)
class LibcLocaleTest {
  private static final String LOST =
      "SELECT count(*) FROM (SELECT unnest(ARRAY(SELECT a FROM t ORDER BY n)) AS a OFFSET 0) x"
          + " WHERE NOT EXISTS (SELECT FROM t WHERE t.a = x.a)";

  @Test
  void repairsWhatAChangeOfTheOrderBroke(PostgresServers servers, @TempDir Path folder)
      throws Exception {
    Path locales = Files.createDirectory(folder.resolve("locales"));
    if (!LocaleServer.define(locales, "en_US.UTF-8", "en_US")) {
      String message = "SKIPPED: localedef cannot make en_US; install the package 'locales'";
      assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
      Assumptions.abort(message);
    }
    try (LocaleServer server = new LocaleServer(servers.newest(), folder, locales)) {
      server.execute(
          "postgres",
          "CREATE DATABASE d TEMPLATE template0 LC_COLLATE 'en_US.UTF-8' LC_CTYPE 'en_US.UTF-8'");
      ConnectionSource source = server.superuser("d");
      reports(DatabaseInspector.on(source).checkLocale());
      server.execute(
          "d",
          "CREATE TABLE t (n int GENERATED ALWAYS AS IDENTITY, a text CONSTRAINT t_a UNIQUE)",
          "INSERT INTO t (a) SELECT chr(97 + i % 26) || chr(65 + i / 26 % 26) || i"
              + " FROM generate_series(0, 2000) i");
      assertThat(ask(source, "SELECT 'a' < 'B' AND 'B' < 'z'")).isEqualTo("t");
      assertThat(ask(source, LOST)).as("rows that the index does not find").isEqualTo("0");

      // Estonian has z between s and t.
      assertThat(server.define("en_US.UTF-8", "et_EE")).isTrue();
      assertThat(Integer.parseInt(ask(source, LOST))).as("rows that are lost").isPositive();
      int inserted = insertAgain(source);
      assertThat(inserted).as("duplicates that the broken index let in").isPositive();

      LocaleRepairPlan plan = DatabaseInspector.on(source).planLocaleRepair();
      assertThat(plan.indexes()).extracting(AffectedIndex::name).containsExactly("t_a");
      List<Duplicate> duplicates = plan.findDuplicates(source);
      assertThat(duplicates).hasSize(inserted);
      assertThatThrownBy(() -> plan.applyInPlace(source))
          .isInstanceOfSatisfying(
              CheckException.class, e -> assertThat(e.code()).isEqualTo(CheckCode.DUPLICATES));
      for (Duplicate duplicate : duplicates) {
        List<String> removals = duplicate.removals();
        server.execute("d", removals.subList(1, removals.size()).toArray(String[]::new));
      }
      assertThat(plan.applyInPlace(source).isSafe()).isTrue();
      assertThat(ask(source, LOST)).isEqualTo("0");
      assertThat(ask(source, "SELECT count(*) FROM t")).isEqualTo("2001");
      assertThat(ask(source, "SELECT 'B' < 'a' AND 'z' > 't'")).isEqualTo("t");
    }
  }

  private static void reports(LocaleReport report) {
    assertThat(report.database().provider()).isEqualTo(LocaleProvider.LIBC);
    assertThat(report.mismatches())
        .containsExactly(
            new Mismatch("LC_COLLATE", "en_US.UTF-8", "C"),
            new Mismatch("LC_CTYPE", "en_US.UTF-8", "C"));
    assertThat(report.isSafe()).isFalse();
    assertThat(report.findings().withCode(CheckCode.LOCALE_REFUSED).toList()).isNotEmpty();
    assertThat(report.verdicts())
        .extracting(SynapseVerdict::atStart)
        .containsExactly(Reaction.ACCEPTS, Reaction.WARNS, Reaction.REFUSES, Reaction.REFUSES);
  }

  /** A session of its own for each question, with the order of the moment, through the index. */
  private static String ask(ConnectionSource source, String question) throws SQLException {
    try (Connection connection = source.open();
        Statement statement = connection.createStatement()) {
      statement.execute("SET enable_hashjoin = off; SET enable_mergejoin = off");
      statement.execute("SET enable_seqscan = off; SET enable_material = off");
      try (ResultSet rows = statement.executeQuery(question)) {
        rows.next();
        return rows.getString(1);
      }
    }
  }

  private static int insertAgain(ConnectionSource source) throws SQLException {
    int inserted = 0;
    try (Connection connection = source.open();
        Statement statement = connection.createStatement()) {
      for (int n = 1; n <= 200; n++) {
        try {
          statement.execute("INSERT INTO t (a) SELECT a FROM t WHERE n = " + n);
          inserted++;
        } catch (SQLException e) {
          assertThat(e.getSQLState()).isEqualTo("23505");
        }
      }
    }
    return inserted;
  }
}
