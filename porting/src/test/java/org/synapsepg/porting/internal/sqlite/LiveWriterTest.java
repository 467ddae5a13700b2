package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;

/** Snapshots of a database that another process writes to all the time. */
class LiveWriterTest {
  private static final int ROWS = 150;

  @TempDir Path folder;

  @Test
  void readsOneCommittedStateWhileAnotherProcessWrites() throws Exception {
    Path file = database();
    Path copies = Files.createDirectory(folder.resolve("copies"));
    SqliteSource source = SqliteSource.file(file).withCopyFolder(copies).withWitnesses(3);
    Process writer = writer(file);
    try (BufferedReader output = writer.inputReader(StandardCharsets.UTF_8)) {
      assertThat(output.readLine()).isEqualTo("ready");
      long last = 0;
      int rounds = Integer.getInteger("synapsepg.reader.live", 12);
      for (int i = 0; i < rounds; i++) {
        // Every third time as if no moment was found in which all connections agree.
        try (SqliteSnapshot snapshot = SqliteSnapshot.open(source, i % 3 == 2 ? 0 : 400)) {
          long state = requireOneState(snapshot);
          assertThat(state).as("later snapshots are of later states").isGreaterThanOrEqualTo(last);
          try (SqliteSnapshot another = SqliteSnapshot.open(source)) {
            assertThat(requireOneState(another)).isGreaterThanOrEqualTo(state);
            last = another.rowidBounds(another.findTable("log").orElseThrow()).orElseThrow().last();
          }
          waitForCommits(file, state + 80);
          assertThat(requireOneState(snapshot)).as("the state stays").isEqualTo(state);
          snapshot.requireUnchanged();
          assertThat(snapshot.findings().withCode(SourceCode.PRIVATE_COPY).isEmpty())
              .isEqualTo(i % 3 != 2);
        }
        assertThat(GeneratedDatabase.beside(file, "-wal")).exists();
        try (var left = Files.list(copies)) {
          assertThat(left).isEmpty();
        }
      }
      writer.getOutputStream().write('\n');
      writer.getOutputStream().flush();
      assertThat(Long.parseLong(output.readLine())).isGreaterThanOrEqualTo(last);
      assertThat(writer.waitFor()).as("the writer was never in trouble").isZero();
    } finally {
      writer.destroyForcibly().waitFor();
    }
  }

  private Path database() throws SQLException {
    Path file = folder.resolve("homeserver.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA page_size=1024");
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("CREATE TABLE log(id INTEGER PRIMARY KEY, filler)");
      statement.execute("CREATE TABLE t(v, filler)");
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + ROWS
              + ") INSERT INTO t SELECT 0, randomblob(300) FROM n");
    }
    return file;
  }

  private static Process writer(Path file) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            WriterProcess.class.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** All rows are of one transaction, to our reader and to SQLite; gives which. */
  private static long requireOneState(SqliteSnapshot snapshot) throws SQLException {
    SqliteTable log = snapshot.findTable("log").orElseThrow();
    SqliteTable values = snapshot.findTable("t").orElseThrow();
    long state = 0;
    try (RowCursor rows = snapshot.rows(log, Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (rows.next()) {
        state++;
        assertThat(rows.rowid()).isEqualTo(state);
      }
    }
    int count = 0;
    try (RowCursor rows = snapshot.rows(values, Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (rows.next()) {
        count++;
        assertThat(rows.integer(0)).as("row %d", count).isEqualTo(state);
      }
    }
    assertThat(count).isEqualTo(ROWS);
    try (Connection second = snapshot.openWitness()) {
      requireState(snapshot.witness(), state, "the first connection, " + snapshot.fingerprint());
      requireState(second, state, "the second connection, " + snapshot.fingerprint());
    }
    return state;
  }

  private static void requireState(Connection witness, long state, String which)
      throws SQLException {
    try (Statement statement = witness.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT min(v), max(v), (SELECT count(*) FROM log) FROM t")) {
      found.next();
      assertThat(List.of(found.getLong(1), found.getLong(2), found.getLong(3)))
          .as("least, highest and last number, to %s", which)
          .containsOnly(state);
    }
  }

  /** Long enough for checkpoints, and for the log to be used anew where nothing keeps it. */
  private static void waitForCommits(Path file, long count) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + file + "?mode=ro");
        Statement statement = connection.createStatement()) {
      long now = 0;
      while (now < count) {
        Thread.sleep(5);
        try (ResultSet found = statement.executeQuery("SELECT count(*) FROM log")) {
          found.next();
          now = found.getLong(1);
        }
      }
    }
  }
}
