package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SqliteSource;

/** Reads that are ended from another thread. */
class EndingTest {
  private static final int SQLITE_INTERRUPT = 9;

  @TempDir Path folder;

  private Path source() throws SQLException {
    Path file = folder.resolve("a.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (a)");
      statement.execute("INSERT INTO t VALUES (1), (2), (3)");
    }
    return file;
  }

  @Test
  void aStatementOfSqliteThatWouldNeverEndIsEnded() throws Exception {
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(source()))) {
      CountDownLatch begun = new CountDownLatch(1);
      FutureTask<Integer> endless =
          new FutureTask<>(
              () -> {
                try (Connection witness = snapshot.openWitness();
                    Statement statement = witness.createStatement()) {
                  begun.countDown();
                  try (ResultSet row =
                      statement.executeQuery(
                          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                              + " SELECT count(*) FROM n")) {
                    return row.next() ? 1 : 0;
                  }
                } catch (SQLException e) {
                  return e.getErrorCode();
                }
              });
      new Thread(endless, "endless statement").start();
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      snapshot.endReads();
      assertThat(endless.get(60, TimeUnit.SECONDS)).isEqualTo(SQLITE_INTERRUPT);
    }
  }

  @Test
  void aCursorGivesNoFurtherRow() throws Exception {
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(source()));
        RowCursor rows =
            snapshot.rows(snapshot.findTable("t").orElseThrow(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      assertThat(rows.next()).isTrue();
      snapshot.endReads();
      assertThatThrownBy(rows::next).isInstanceOf(CancellationException.class);
    }
  }
}
