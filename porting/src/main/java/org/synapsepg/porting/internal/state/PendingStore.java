package org.synapsepg.porting.internal.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.synapsepg.porting.internal.plan.Identifiers;

/**
 * The list of what is pending. An entry is written in the transaction that makes the work needed
 * and removed in the one that does it, so the list is right after any crash.
 */
public final class PendingStore {
  private PendingStore() {}

  /** Everything that is pending, largest tables first. */
  public static List<Pending> read(Connection connection) throws SQLException {
    List<Pending> all = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT kind, table_name, name, bytes, statements FROM synapse_pg_port.pending"
                    + " ORDER BY bytes DESC, ordinal")) {
      while (row.next()) {
        all.add(
            new Pending(
                Pending.Kind.valueOf(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                Arrays.asList((String[]) row.getArray(5).getArray())));
      }
    }
    return all;
  }

  /** Adds to the list, in the caller's transaction. */
  public static void add(Connection connection, Collection<Pending> work) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO synapse_pg_port.pending (kind, table_name, name, bytes, statements)"
                + " VALUES (?, ?, ?, ?, ?)")) {
      for (Pending each : work) {
        insert.setString(1, each.kind().name());
        insert.setString(2, each.table());
        insert.setString(3, each.name());
        insert.setLong(4, each.bytes());
        insert.setArray(5, connection.createArrayOf("text", each.statements().toArray()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Strikes work of one kind off the list undone, in the caller's transaction. */
  public static void drop(Connection connection, Pending.Kind kind) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM synapse_pg_port.pending WHERE kind = ?")) {
      delete.setString(1, kind.name());
      delete.execute();
    }
  }

  /**
   * Does pieces of work, strikes them off the list and proves that the run is still the owner's, in
   * one transaction of their own and one round trip.
   */
  public static void carryOut(PortSession session, Ownership owner, List<Pending> work)
      throws SQLException {
    String entries =
        work.stream()
            .map(
                p ->
                    Stream.of(p.kind().name(), p.table(), p.name())
                        .map(Identifiers::literal)
                        .collect(Collectors.joining(", ", "(", ")")))
            .collect(Collectors.joining(", "));
    String strike =
        owner.proving(
            "DELETE FROM synapse_pg_port.pending USING owner WHERE (kind, table_name, name) IN ("
                + entries
                + ")",
            work.size());
    session.transaction(
        () ->
            Ownership.proved(
                () ->
                    session.executeLong(
                        Stream.concat(
                                work.stream().flatMap(p -> p.statements().stream()),
                                Stream.of(strike, "COMMIT"))
                            .collect(Collectors.joining(";\n")))));
  }
}
