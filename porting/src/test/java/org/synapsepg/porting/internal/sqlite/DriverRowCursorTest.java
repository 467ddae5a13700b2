package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SqliteSource;

class DriverRowCursorTest {
  @TempDir Path folder;

  @Test
  void keepsClassesAndBytes() throws Exception {
    Path file = folder.resolve("a b.db");
    try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement s = c.createStatement()) {
      s.execute("CREATE TABLE t(a BIGINT, b TEXT, c REAL)");
      s.execute("INSERT INTO t VALUES('abc', x'ff00', 1), (5, CAST(x'80' AS TEXT), NULL)");
    }
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file))) {
      SqliteTable table = snapshot.findTable("T").orElseThrow();
      assertThat(snapshot.rowidBounds(table)).contains(new RowidBounds(1, 2));
      try (RowCursor rows = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.storageClass(0)).isEqualTo(StorageClass.TEXT);
        assertThatThrownBy(() -> rows.integer(0)).isInstanceOf(IllegalStateException.class);
        assertThat(bytes(rows, 0)).isEqualTo(new byte[] {'a', 'b', 'c'});
        assertThat(rows.storageClass(1)).isEqualTo(StorageClass.BLOB);
        assertThat(bytes(rows, 1)).isEqualTo(new byte[] {(byte) 0xff, 0});
        assertThat(rows.real(2)).isEqualTo(1.0);
        assertThat(rows.next()).isTrue();
        assertThat(rows.rowid()).isEqualTo(2);
        assertThat(rows.integer(0)).isEqualTo(5);
        assertThat(rows.storageClass(1)).isEqualTo(StorageClass.TEXT);
        assertThat(bytes(rows, 1)).isEqualTo(new byte[] {(byte) 0x80});
        assertThat(rows.storageClass(2)).isEqualTo(StorageClass.NULL);
        assertThat(rows.next()).isFalse();
      }
    }
  }

  private static byte[] bytes(RowCursor rows, int column) {
    int from = rows.offset(column);
    return Arrays.copyOfRange(rows.buffer(column), from, from + rows.length(column));
  }
}
