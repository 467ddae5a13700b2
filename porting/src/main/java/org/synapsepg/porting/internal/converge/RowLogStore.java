package org.synapsepg.porting.internal.converge;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.CopyChunk;
import org.synapsepg.porting.internal.verify.RowChanges;
import org.synapsepg.porting.internal.verify.RowLog;

/**
 * The row logs that a target keeps. What is there of a table describes exactly the rows that the
 * table holds: it is written in the transaction that makes them so, or once all of them are there,
 * and forgotten in the one that empties the table.
 */
public final class RowLogStore {
  /** Tables with fewer rows are compared as a whole in no time. */
  public static final int WORTHWHILE = 64;

  /** More rows than these are found sooner by comparing the whole table. */
  private static final int MOST_GONE = 200_000;

  /** Few enough for a slow line, on which one call must not take seconds. */
  private static final int BATCH = 50;

  private static final String COPY =
      "COPY synapse_pg_port.row_log (table_name, segment, shape, digest, rows)"
          + " FROM STDIN (FORMAT binary)";

  private static final short COLUMNS = 5;

  /** Behind a table's name: the log of some of its columns. */
  static final String KEYS = " keys";

  private RowLogStore() {}

  /** The tables of which a log is there. */
  public static Set<String> tables(Connection connection) throws SQLException {
    Set<String> tables = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT DISTINCT table_name FROM synapse_pg_port.row_log")) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    return tables;
  }

  /** Forgets the logs of these tables, whose rows are about to change. */
  public static void forget(Connection connection, Collection<String> tables) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM synapse_pg_port.row_log WHERE table_name = ANY (?)")) {
      delete.setArray(
          1,
          connection.createArrayOf(
              "text", tables.stream().flatMap(t -> Stream.of(t, t + KEYS)).toArray()));
      delete.execute();
    }
    RowPlaces.forget(connection, tables);
  }

  /** Forgets all logs. */
  public static void forgetAll(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM synapse_pg_port.row_log");
    }
    RowPlaces.forgetAll(connection);
  }

  /**
   * What has changed since the log was written.
   *
   * @param log all rows that the source has now
   * @return nothing if the target has no log of the table, or one of other columns, or if too much
   *     has changed
   */
  public static Optional<RowChanges> changes(Connection connection, TableMapping table, RowLog log)
      throws SQLException {
    Optional<Difference> difference = difference(connection, table.name(), shape(table), log);
    if (difference.isEmpty()) {
      return Optional.empty();
    }
    RowChanges changes =
        RowChanges.between(
            rows(connection, table.name(), difference.get().before()), difference.get().now());
    return changes.gone() > MOST_GONE ? Optional.empty() : Optional.of(changes);
  }

  /**
   * Keeps the log of a table in place of an earlier one; only segments that differ are written.
   *
   * @param log all rows that the table holds once the caller's transaction is committed
   */
  public static void write(Connection connection, TableMapping table, RowLog log)
      throws SQLException {
    write(connection, table.name(), shape(table), log);
  }

  static void write(Connection connection, String table, long shape, RowLog log)
      throws SQLException {
    Optional<Difference> difference = difference(connection, table, shape, log);
    if (difference.isPresent()) {
      try (PreparedStatement delete =
          connection.prepareStatement(
              "DELETE FROM synapse_pg_port.row_log WHERE table_name = ? AND segment = ANY (?)")) {
        delete.setString(1, table);
        delete.setArray(2, numbers(connection, difference.get().before()));
        delete.execute();
      }
      insert(connection, List.of(new Logged(table, shape, difference.get().now())));
    } else {
      forget(connection, List.of(table));
      insert(connection, List.of(new Logged(table, shape, log.segments())));
    }
  }

  /**
   * Keeps the logs of tables of which there is none.
   *
   * @param log all rows that a table holds once the caller's transaction is committed
   */
  public static void add(
      Connection connection, List<TableMapping> tables, Function<TableMapping, RowLog> log)
      throws SQLException {
    insert(
        connection,
        tables.stream().map(t -> new Logged(t.name(), shape(t), log.apply(t).segments())).toList());
  }

  /** Segments of a table that are to be written. */
  private record Logged(String table, long shape, List<RowLog.Segment> segments) {}

  /** Segments that differ: the numbers of those before, and those that are there now. */
  record Difference(List<Long> before, List<RowLog.Segment> now) {}

  static Optional<Difference> difference(
      Connection connection, String table, long shape, RowLog log) throws SQLException {
    Map<Long, Long> digests = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT segment, digest, shape FROM synapse_pg_port.row_log WHERE table_name = ?")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          if (row.getLong(3) != shape) {
            return Optional.empty();
          }
          digests.put(row.getLong(1), row.getLong(2));
        }
      }
    }
    if (digests.isEmpty()) {
      return Optional.empty();
    }
    List<RowLog.Segment> now = new ArrayList<>();
    for (RowLog.Segment segment : log.segments()) {
      Long before = digests.get(segment.number());
      if (before != null && before == segment.digest()) {
        digests.remove(segment.number());
      } else {
        now.add(segment);
      }
    }
    return Optional.of(new Difference(List.copyOf(digests.keySet()), now));
  }

  static Map<Long, byte[]> rows(Connection connection, String table, List<Long> segments)
      throws SQLException {
    Map<Long, byte[]> rows = new HashMap<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT segment, rows FROM synapse_pg_port.row_log WHERE table_name = ?"
                + " AND segment = ANY (?)")) {
      statement.setFetchSize(BATCH);
      statement.setString(1, table);
      statement.setArray(2, numbers(connection, segments));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.put(row.getLong(1), row.getBytes(2));
        }
      }
    }
    return rows;
  }

  /** One COPY for all of them: what is on its way is not waited for, however far the server is. */
  private static void insert(Connection connection, List<Logged> logs) throws SQLException {
    if (logs.stream().allMatch(log -> log.segments().isEmpty())) {
      return;
    }
    CopyBuffer buffer = CopyChunk.buffer();
    try (CopyChunk copy = new CopyChunk(connection, COPY, buffer)) {
      long sent = 0;
      for (Logged log : logs) {
        byte[] name = log.table().getBytes(StandardCharsets.UTF_8);
        for (RowLog.Segment segment : log.segments()) {
          buffer.putShort(COLUMNS);
          buffer.putSized(name, 0, name.length);
          put(buffer, segment.number());
          put(buffer, log.shape());
          put(buffer, segment.digest());
          buffer.putSized(segment.rows(), 0, segment.rows().length);
          copy.sendIfFull();
          sent++;
        }
      }
      long taken = copy.end();
      if (taken != sent) {
        throw new PortException(
            PortCode.RUN_FAILED,
            "the server took %d parts of row logs where %d were sent".formatted(taken, sent),
            null);
      }
    }
  }

  private static void put(CopyBuffer buffer, long value) {
    buffer.putInt(Long.BYTES);
    buffer.putLong(value);
  }

  private static Array numbers(Connection connection, List<Long> segments) throws SQLException {
    return connection.createArrayOf("int8", segments.toArray());
  }

  /** Of the columns whose values are hashed: hashes of other columns say nothing. */
  static long shape(TableMapping table) {
    CRC32C crc = new CRC32C();
    table
        .columns()
        .forEach(
            c ->
                crc.update(
                    (c.target().name() + ' ' + c.target().declared() + ' ' + c.type() + '\n')
                        .getBytes(StandardCharsets.UTF_8)));
    return crc.getValue();
  }
}
