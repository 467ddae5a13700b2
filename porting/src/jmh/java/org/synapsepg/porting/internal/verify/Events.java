package org.synapsepg.porting.internal.verify;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetColumn;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.plan.ValueType;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * A database with one table like {@code events}, and where its rows would go.
 *
 * @param file the database; deleted at the end
 * @param snapshot its state
 * @param mapping the table, planned without a server
 */
record Events(Path file, SqliteSnapshot snapshot, TableMapping mapping) implements Closeable {
  private static final List<ValueType> TYPES =
      List.of(
          ValueType.INT8,
          ValueType.TEXT,
          ValueType.TEXT,
          ValueType.TEXT,
          ValueType.TEXT,
          ValueType.BOOL,
          ValueType.INT8,
          ValueType.INT8);

  static Events write(int rows) {
    try {
      Path file = Files.createTempFile("synapse-pg-bench", ".db");
      fill(file, rows);
      SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(file));
      SqliteTable table = snapshot.tables().get(0);
      List<ColumnMapping> columns =
          IntStream.range(0, TYPES.size()).mapToObj(i -> column(table, i)).toList();
      TargetTable target =
          new TargetTable(
              "public",
              "events",
              columns.stream().map(ColumnMapping::target).toList(),
              List.of(),
              List.of(),
              List.of(),
              0);
      return new Events(file, snapshot, new TableMapping(table, target, columns));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ColumnMapping column(SqliteTable table, int i) {
    String name = table.columns().get(i).name();
    ValueType type = TYPES.get(i);
    String declared = type.name().toLowerCase(Locale.ROOT);
    return new ColumnMapping(
        i, name, new TargetColumn(name, declared, type, -1, i < 4, false, false, false), type);
  }

  private static void fill(Path file, int rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE events (stream_ordering INTEGER PRIMARY KEY, event_id TEXT NOT NULL,"
              + " type TEXT NOT NULL, room_id TEXT NOT NULL, content TEXT, processed BOOL,"
              + " depth BIGINT, received_ts BIGINT)");
      connection.setAutoCommit(false);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
        for (int i = 1; i <= rows; i++) {
          insert.setInt(1, i);
          insert.setString(2, "$%08x-kPq3vJtS0bGx7NnYw2rLcZ5dHfM".formatted(i * 0x9E3779B9));
          insert.setString(3, "m.room.message");
          insert.setString(4, "!room" + i % 500 + ":example.org");
          insert.setString(5, i % 3 == 0 ? null : "{\"body\":\"" + "word ".repeat(i % 40) + "\"}");
          insert.setInt(6, i & 1);
          insert.setInt(7, i);
          insert.setLong(8, 1_700_000_000_000L + i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      connection.commit();
    }
  }

  @Override
  public void close() throws IOException {
    snapshot.close();
    Files.delete(file);
  }
}
