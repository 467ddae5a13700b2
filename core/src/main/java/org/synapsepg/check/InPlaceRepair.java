package org.synapsepg.check;

import static org.synapsepg.core.internal.Sql.identifier;
import static org.synapsepg.core.internal.Sql.literal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.internal.Sessions;

/**
 * The catalogue update and the indexes. A session keeps the locale that it began with, so the
 * indexes are built in a later session than the one that changes the catalogue; what is left is
 * recorded in a table that is written in the same transaction as the change.
 */
final class InPlaceRepair {
  static final String LEDGER = "public.synapse_pg_locale_repair";
  private static final int PATIENCE = 20;

  private final ConnectionSource source;
  private final LocaleReport report;
  private final List<AffectedIndex> indexes;

  InPlaceRepair(ConnectionSource source, LocaleReport report, List<AffectedIndex> indexes) {
    this.source = source;
    this.report = report;
    this.indexes = indexes;
  }

  static String catalogueStatement(LocaleReport report) {
    StringBuilder sql =
        new StringBuilder("UPDATE pg_catalog.pg_database SET datcollate = 'C', datctype = 'C'");
    if (report.server().isAtLeast(15)) {
      sql.append(", datlocprovider = 'c', datcollversion = NULL, ")
          .append(report.server().isAtLeast(17) ? "datlocale" : "daticulocale")
          .append(" = NULL");
    }
    if (report.server().isAtLeast(16)) {
      sql.append(", daticurules = NULL");
    }
    return sql.append(" WHERE datname = ").append(literal(report.database().database())).toString();
  }

  static List<Duplicate> duplicates(ConnectionSource source, List<AffectedIndex> indexes)
      throws SQLException {
    return Sessions.snapshot(source, connection -> duplicates(connection, indexes));
  }

  private static List<Duplicate> duplicates(Connection connection, List<AffectedIndex> indexes)
      throws SQLException {
    List<Duplicate> duplicates = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET LOCAL enable_indexscan = off");
      statement.execute("SET LOCAL enable_indexonlyscan = off");
      statement.execute("SET LOCAL enable_bitmapscan = off");
      for (AffectedIndex index : indexes) {
        if (!index.unique()) {
          continue;
        }
        try (ResultSet rows = statement.executeQuery(index.duplicatesQuery())) {
          while (rows.next()) {
            duplicates.add(
                new Duplicate(
                    index.name(),
                    index.table(),
                    rows.getString(2),
                    Arrays.asList((String[]) rows.getArray(1).getArray())));
          }
        }
      }
    }
    return duplicates;
  }

  void run() throws SQLException {
    refusePool();
    boolean begun =
        Sessions.snapshot(source, c -> ask(c, "SELECT to_regclass('" + LEDGER + "')") != null);
    if (!begun) {
      Sessions.transaction(
          source,
          connection -> {
            begin(connection);
            return true;
          });
    }
    finish();
  }

  /** A pool would give the session back that began with the old locale. */
  private void refusePool() throws SQLException {
    String query = "SELECT pg_backend_pid()";
    String first = Sessions.snapshot(source, c -> String.valueOf(ask(c, query)));
    String second = Sessions.snapshot(source, c -> String.valueOf(ask(c, query)));
    if (first.equals(second)) {
      throw refusal(
          CheckCode.IN_PLACE_IMPOSSIBLE,
          "the source of connections gives the same session twice",
          "give a source that opens a new session each time, not a pool");
    }
  }

  private void begin(Connection connection) throws SQLException {
    proveAlone(connection);
    List<Duplicate> duplicates = duplicates(connection, indexes);
    if (!duplicates.isEmpty()) {
      Duplicate one = duplicates.get(0);
      throw refusal(
          CheckCode.DUPLICATES,
          "%d keys stand more than once in unique indexes, first %s in %s at %s"
              .formatted(duplicates.size(), one.key(), one.index(), String.join(", ", one.ctids())),
          "findDuplicates() lists them all with the statements that remove each row");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE " + LEDGER + " (ordinal int PRIMARY KEY, index_name text NOT NULL)");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO " + LEDGER + " VALUES (?, ?)")) {
        for (int i = 0; i < indexes.size(); i++) {
          insert.setInt(1, i);
          insert.setString(2, indexes.get(i).name());
          insert.executeUpdate();
        }
      }
      if (statement.executeUpdate(catalogueStatement(report)) != 1) {
        throw new SQLException("pg_database has no row for the current database");
      }
    }
  }

  private void finish() throws SQLException {
    Sessions.autoCommit(
        source,
        connection -> {
          proveAlone(connection);
          try (Statement statement = connection.createStatement()) {
            for (String[] left : left(connection)) {
              connection.setAutoCommit(false);
              statement.execute("REINDEX INDEX " + left[1]);
              statement.execute("DELETE FROM " + LEDGER + " WHERE ordinal = " + left[0]);
              connection.commit();
              connection.setAutoCommit(true);
            }
            statement.execute("DROP TABLE " + LEDGER);
          }
          return true;
        });
  }

  private static List<String[]> left(Connection connection) throws SQLException {
    List<String[]> left = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT ordinal, index_name FROM " + LEDGER + " ORDER BY ordinal")) {
      while (rows.next()) {
        left.add(new String[] {rows.getString(1), rows.getString(2)});
      }
    }
    return left;
  }

  private void proveAlone(Connection connection) throws SQLException {
    String query =
        "SELECT string_agg('pid ' || pid || ' of role ' || coalesce(usename, '?'), ', ')"
            + " FROM pg_stat_activity WHERE datname = current_database()"
            + " AND pid <> pg_backend_pid() AND leader_pid IS NULL"
            + " AND coalesce(backend_type, 'client backend') = 'client backend'";
    String others = ask(connection, query);
    for (int i = 0; i < PATIENCE && others != null; i++) {
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
      ask(connection, "SELECT pg_stat_clear_snapshot()::text");
      others = ask(connection, query);
    }
    if (others != null) {
      throw refusal(
          CheckCode.SYNAPSE_PRESENT,
          "others are connected to "
              + identifier(report.database().database())
              + " and would go on with the old order: "
              + others,
          "stop Synapse and everything else that is connected");
    }
  }

  private static CheckException refusal(CheckCode code, String message, String hint) {
    return new CheckException(Finding.of(code, message).withHint(hint));
  }

  private static @jakarta.annotation.Nullable String ask(Connection connection, String query)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
