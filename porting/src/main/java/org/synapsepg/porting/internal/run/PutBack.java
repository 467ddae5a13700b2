package org.synapsepg.porting.internal.run;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.plan.TargetColumn;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.sqlite.StorageClass;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.DefectSink;
import org.synapsepg.porting.internal.value.PictureCursor;
import org.synapsepg.porting.internal.value.RowEncoder;
import org.synapsepg.porting.internal.value.WitnessRealText;

/** Puts a repaired row into the target by the same conversions that a port uses. */
public final class PutBack {
  private PutBack() {}

  /**
   * Inserts the row, in the caller's transaction.
   *
   * @param session a session of the target
   * @param table the table's name, as it is in the quarantine
   * @param row the row
   * @throws PortException if a value still does not fit, or the table is not there
   * @throws SQLException as the server reports it, for example because a key is taken
   */
  public static void insert(PortSession session, String table, PictureCursor row)
      throws SQLException {
    if (table.equals(SearchStaging.NAME)) {
      text(session.connection(), row);
      return;
    }
    TargetTable target = target(session, table);
    List<ColumnMapping> columns = new ArrayList<>();
    List<String> names = row.names();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      TargetColumn column =
          target
              .column(name)
              .orElseThrow(
                  () ->
                      failed(
                          "the target's table \"" + table + "\" has no column \"" + name + "\""));
      var type = column.type();
      if (type == null) {
        throw failed("column \"" + name + "\" has a type that a port cannot fill");
      }
      columns.add(new ColumnMapping(i, name, column, type));
    }
    SqliteTable source =
        new SqliteTable(table, "", List.of(), -1, 0, SqliteTable.Kind.ROWID, List.of(), List.of());
    copy(session.connection(), new TableMapping(source, target, columns), row);
  }

  /** Synapse's own table, or the only one of this name that was carried along elsewhere. */
  private static TargetTable target(PortSession session, String table) throws SQLException {
    Connection connection = session.connection();
    Optional<TargetTable> own = TargetCatalogue.read(connection, session.schema()).find(table);
    if (own.isPresent()) {
      return own.get();
    }
    List<String> schemas = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                + " WHERE c.relname = ? AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_'"
                + " AND n.nspname NOT IN ('information_schema', 'synapse_pg_port') ORDER BY 1")) {
      statement.setString(1, table);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          schemas.add(row.getString(1));
        }
      }
    }
    if (schemas.size() != 1) {
      throw failed(
          "the target has "
              + (schemas.isEmpty() ? "no table" : "several tables")
              + " \""
              + table
              + (schemas.isEmpty() ? "\"" : "\", in the schemas " + String.join(", ", schemas)));
    }
    return TargetCatalogue.read(connection, schemas.get(0)).find(table).orElseThrow();
  }

  private static void copy(Connection connection, TableMapping table, PictureCursor row)
      throws SQLException {
    CopyBuffer buffer = new CopyBuffer(1024);
    buffer.putHeader();
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      new RowEncoder(
              table,
              BadValuePolicy.all(BadValuePolicy.Action.FAIL),
              new WitnessRealText(sqlite),
              new Refusing(table.name()))
          .encode(row, buffer);
    }
    buffer.putTrailer();
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copyStatement());
    try {
      copy.writeToCopy(buffer.array(), 0, buffer.size());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** A text of the message search goes where its vector belongs. */
  private static void text(Connection connection, PictureCursor row) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO event_search (event_id, room_id, sender, key, vector, origin_server_ts,"
                + " stream_ordering) SELECT e.event_id, e.room_id, ?, ?, to_tsvector('english', ?),"
                + " e.origin_server_ts, e.stream_ordering FROM events e"
                + " WHERE e.event_id = ? AND e.room_id = ?")) {
      String[] wanted = {"sender", "key", "value", "event_id", "room_id"};
      for (int i = 0; i < wanted.length; i++) {
        insert.setString(i + 1, text(row, row.names().indexOf(wanted[i])));
      }
      if (insert.executeUpdate() == 0) {
        throw failed("the text's event is not in the target");
      }
    }
  }

  private static @jakarta.annotation.Nullable String text(PictureCursor row, int column) {
    if (column < 0 || row.storageClass(column) == StorageClass.NULL) {
      return null;
    }
    return switch (row.storageClass(column)) {
      case INTEGER -> Long.toString(row.integer(column));
      case REAL -> Double.toString(row.real(column));
      default -> new String(row.buffer(column), StandardCharsets.UTF_8).replace('\0', ' ');
    };
  }

  private static PortException failed(String message) {
    return new PortException(PortCode.RUN_FAILED, message, null);
  }

  /** Whatever does not fit is an error. */
  private record Refusing(String table) implements DefectSink {
    @Override
    public void refused(BadValue kind, ColumnMapping column, RowCursor row) {
      throw new PortException(
          PortCode.BAD_VALUES,
          "table \"%s\", column \"%s\": the value does not fit (%s)"
              .formatted(table, column.target().name(), kind.name().toLowerCase(Locale.ROOT)),
          null);
    }

    @Override
    public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {
      refused(kind, column, row);
    }

    @Override
    public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {
      refused(kind, column, row);
    }
  }
}
