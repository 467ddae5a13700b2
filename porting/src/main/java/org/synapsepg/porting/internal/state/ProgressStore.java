package org.synapsepg.porting.internal.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Reads and writes {@link TableProgress}. */
public final class ProgressStore {
  private ProgressStore() {}

  /** What is known of all tables, by name. */
  public static Map<String, TableProgress> read(Connection connection) throws SQLException {
    Map<String, TableProgress> all = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT table_name, digest, rows_expected, last_rowid, rows_read, rows_written,"
                    + " bytes, done, reconcile FROM synapse_pg_port.progress ORDER BY table_name")) {
      while (row.next()) {
        long last = row.getLong(4);
        OptionalLong lastRowid = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(last);
        all.put(
            row.getString(1),
            new TableProgress(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                lastRowid,
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getBoolean(8),
                row.getBoolean(9)));
      }
    }
    return all;
  }

  /** Forgets what is known of these tables, their defects included, and begins them anew. */
  public static void begin(Connection connection, Collection<TableProgress> tables)
      throws SQLException {
    forget(connection, tables.stream().map(TableProgress::table).toList());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO synapse_pg_port.progress (table_name, digest, rows_expected, done,"
                + " reconcile) VALUES (?, ?, ?, ?, ?)")) {
      for (TableProgress table : tables) {
        insert.setString(1, table.table());
        insert.setLong(2, table.digest());
        insert.setLong(3, table.rowsExpected());
        insert.setBoolean(4, table.done());
        insert.setBoolean(5, table.reconcile());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Forgets what is known of these tables, their defects included. */
  public static void forget(Connection connection, Collection<String> tables) throws SQLException {
    for (String from : new String[] {"progress", "replaced", "quarantine"}) {
      try (PreparedStatement delete =
          connection.prepareStatement(
              "DELETE FROM synapse_pg_port." + from + " WHERE table_name = ANY (?)")) {
        delete.setArray(1, connection.createArrayOf("text", tables.toArray()));
        delete.execute();
      }
    }
  }

  /**
   * Writes down how far tables have come, within the transaction of the rows themselves, and proves
   * that the run is still the owner's; one round trip.
   */
  public static void save(Connection connection, Ownership owner, Collection<TableProgress> tables)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "WITH owner AS (SELECT 1 FROM synapse_pg_port.run WHERE epoch = ? FOR SHARE)"
                + " UPDATE synapse_pg_port.progress SET last_rowid = ?, rows_read = ?,"
                + " rows_written = ?, bytes = ?, done = ? FROM owner WHERE table_name = ?")) {
      for (TableProgress table : tables) {
        update.setLong(1, owner.epoch());
        if (table.lastRowid().isPresent()) {
          update.setLong(2, table.lastRowid().getAsLong());
        } else {
          update.setNull(2, java.sql.Types.BIGINT);
        }
        update.setLong(3, table.rowsRead());
        update.setLong(4, table.rowsWritten());
        update.setLong(5, table.bytes());
        update.setBoolean(6, table.done());
        update.setString(7, table.table());
        update.addBatch();
      }
      if (Arrays.stream(update.executeBatch()).sum() != tables.size()) {
        throw Ownership.superseded();
      }
    }
  }
}
