package org.synapsepg.porting.internal.audit;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetColumn;
import org.synapsepg.porting.internal.plan.TargetIndex;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;

/**
 * Asks the server itself whether it takes rows with long keys and texts: a key may have 2,704 bytes
 * after compression, which only the server knows. Each row is copied into a temporary table with
 * the same indexes and taken back at once, all within the caller's transaction.
 */
final class LongKeys {
  /** SQLSTATE program_limit_exceeded: the key, or the search vector, is too long. */
  private static final String LIMIT = "54000";

  private static final String TEMPORARY = "pg_temp.synapse_pg_long_keys";

  private final SqliteSnapshot source;
  private final Connection target;
  private final BadValuePolicy policy;
  private final RealText realText;

  LongKeys(SqliteSnapshot source, Connection target, BadValuePolicy policy, RealText realText) {
    this.source = source;
    this.target = target;
    this.policy = policy;
    this.realText = realText;
  }

  /**
   * Asks about some rows of a table.
   *
   * @return for each row that the server does not take, what it says
   */
  Map<Long, String> refused(TableMapping table, List<Long> rowids) throws SQLException {
    Map<Long, String> refused = new TreeMap<>();
    Savepoint before = target.setSavepoint();
    try (Statement statement = target.createStatement()) {
      if (!SearchStaging.isTarget(table)) {
        statement.execute(
            "CREATE TEMPORARY TABLE "
                + TEMPORARY.substring("pg_temp.".length())
                + " (LIKE "
                + table.target().qualified()
                + " INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING STORAGE INCLUDING COMPRESSION)");
      }
      for (long rowid : rowids) {
        String problem = ask(table, rowid);
        if (problem != null) {
          refused.put(rowid, problem);
        }
      }
    } finally {
      target.rollback(before);
    }
    return refused;
  }

  private @Nullable String ask(TableMapping table, long rowid) throws SQLException {
    Savepoint before = target.setSavepoint();
    try (RowCursor row = source.rows(table.source(), rowid, rowid)) {
      if (!row.next()) {
        return null;
      }
      if (SearchStaging.isTarget(table)) {
        vector(table, row);
      } else {
        copy(table, row);
      }
      return null;
    } catch (SQLException e) {
      if (LIMIT.equals(e.getSQLState())) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      }
      throw e;
    } finally {
      target.rollback(before);
    }
  }

  private void vector(TableMapping table, RowCursor row) throws SQLException {
    int place = place(table, "value");
    int column = table.columns().get(place).sourceIndex();
    String text =
        new String(
            row.buffer(column), row.offset(column), row.length(column), StandardCharsets.UTF_8);
    try (PreparedStatement ask =
        target.prepareStatement("SELECT length(to_tsvector('english', ?))")) {
      ask.setString(1, text.replace('\0', ' '));
      ask.executeQuery().close();
    }
  }

  private void copy(TableMapping table, RowCursor row) throws SQLException {
    CopyBuffer buffer = new CopyBuffer(64 * 1024);
    buffer.putHeader();
    if (!new RowEncoder(table, policy, realText, new DefectCounter()).encode(row, buffer)) {
      return;
    }
    buffer.putTrailer();
    String statement =
        table.copyStatement().replace("COPY " + table.target().qualified(), "COPY " + TEMPORARY);
    CopyIn copy = target.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
    try {
      copy.writeToCopy(buffer.array(), 0, buffer.size());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  /** The column that a long key is recorded under: the longest text of an index, by its type. */
  static int column(TableMapping table) {
    if (SearchStaging.isTarget(table)) {
      return place(table, "value");
    }
    for (TargetIndex index : table.target().indexes()) {
      for (String name : index.columns()) {
        int place = place(table, name);
        if (place >= 0 && !isNumber(table.columns().get(place).target())) {
          return place;
        }
      }
    }
    return 0;
  }

  private static boolean isNumber(TargetColumn column) {
    return column.declared().contains("int") || column.declared().equals("boolean");
  }

  private static int place(TableMapping table, String name) {
    List<String> names = table.columns().stream().map(c -> c.target().name()).toList();
    return names.indexOf(name);
  }
}
