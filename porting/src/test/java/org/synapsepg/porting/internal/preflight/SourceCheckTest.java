package org.synapsepg.porting.internal.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.porting.PreflightCode;

/** Each finding is provoked with a real SQLite file. */
class SourceCheckTest {
  @TempDir Path folder = Path.of("");

  @Test
  void findsNothingWrongWithAHealthyFile() throws SQLException {
    assertThat(check("CREATE TABLE t(a INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (1)"))
        .isEmpty();
  }

  @Test
  void tellsThatAutoVacuumDoesNoHarm() throws SQLException {
    assertThat(check("PRAGMA auto_vacuum = 2", "CREATE TABLE t(a)"))
        .extracting(Finding::code)
        .containsExactly(PreflightCode.SOURCE_AUTO_VACUUM);
  }

  @Test
  void reportsDamageThatSqliteFinds() throws Exception {
    Path file = folder.resolve("damaged.db");
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = database.createStatement()) {
      statement.execute("CREATE TABLE t(a TEXT)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
              + " INSERT INTO t SELECT printf('row %06d', i) FROM n");
    }
    try (RandomAccessFile pages = new RandomAccessFile(file.toFile(), "rw")) {
      pages.seek(4096L * 3);
      pages.write(new byte[512]);
    }
    try (Connection witness = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertThat(SourceCheck.of(witness, false).withCode(PreflightCode.SOURCE_DAMAGED)).hasSize(1);
    }
  }

  @Test
  void findsAnIndexThatLacksRowsWhenAskedToLookThoroughly() throws Exception {
    Path file = folder.resolve("index.db");
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = database.createStatement()) {
      statement.execute("CREATE TABLE t(a TEXT)");
      statement.execute("INSERT INTO t VALUES ('one'), ('two')");
      statement.execute("CREATE INDEX i ON t(a)");
      statement.execute("CREATE INDEX empty ON t(a) WHERE a = 'none'");
      // The full index gets the pages of the one that holds nothing.
      statement.execute("PRAGMA writable_schema = ON");
      statement.execute(
          "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema"
              + " WHERE name = 'empty') WHERE name = 'i'");
      statement.execute("DELETE FROM sqlite_schema WHERE name = 'empty'");
    }
    try (Connection witness = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      assertThat(SourceCheck.of(witness, true).render()).contains("integrity_check", "index i");
    }
  }

  private Findings check(String... statements) throws SQLException {
    try (Connection database =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("source.db"));
        Statement statement = database.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      return SourceCheck.of(database, false);
    }
  }
}
