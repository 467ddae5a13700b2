package org.synapsepg.porting.internal.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synapsepg.porting.internal.plan.Identifiers;

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
                    + " bytes, done, reconcile FROM synapse_pg_port.progress ORDER BY"
                    + " table_name")) {
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
    if (tables.isEmpty()) {
      return;
    }
    String names = tables.stream().map(Identifiers::literal).collect(Collectors.joining(", "));
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          Stream.of("progress", "replaced", "quarantine")
              .map(
                  from ->
                      "DELETE FROM synapse_pg_port."
                          + from
                          + " WHERE table_name IN ("
                          + names
                          + ")")
              .collect(Collectors.joining(";\n")));
    }
  }

  /**
   * Writes down how far tables have come, within the transaction of the rows themselves, and proves
   * that the run is still the owner's; one round trip.
   */
  public static void save(Connection connection, Ownership owner, Collection<TableProgress> tables)
      throws SQLException {
    execute(connection, saving(owner, tables));
  }

  /**
   * The same, and commits the transaction and begins another one, in the same round trip.
   *
   * @param connection a connection with a transaction under way
   * @param besides what else is to be written down, as statements
   */
  public static void saveAndCommit(
      Connection connection,
      Ownership owner,
      Collection<TableProgress> tables,
      List<String> besides)
      throws SQLException {
    List<String> statements = new ArrayList<>(List.of(saving(owner, tables)));
    statements.addAll(besides);
    statements.add("COMMIT AND CHAIN");
    execute(connection, String.join("; ", statements));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    Ownership.proved(
        () -> {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  private static String saving(Ownership owner, Collection<TableProgress> tables) {
    String rows =
        tables.stream()
            .map(
                t ->
                    "(%s, %s, %d, %d, %d, %b)"
                        .formatted(
                            Identifiers.literal(t.table()),
                            t.lastRowid().isPresent()
                                ? "'" + t.lastRowid().getAsLong() + "'::bigint"
                                : "NULL::bigint",
                            t.rowsRead(),
                            t.rowsWritten(),
                            t.bytes(),
                            t.done()))
            .collect(Collectors.joining(", "));
    return owner.proving(
        "UPDATE synapse_pg_port.progress p SET last_rowid = s.last_rowid, rows_read = s.rows_read,"
            + " rows_written = s.rows_written, bytes = s.bytes, done = s.done FROM owner, (VALUES "
            + rows
            + ") s (name, last_rowid, rows_read, rows_written, bytes, done)"
            + " WHERE p.table_name = s.name",
        tables.size());
  }
}
