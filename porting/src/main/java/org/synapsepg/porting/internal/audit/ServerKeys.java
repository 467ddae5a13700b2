package org.synapsepg.porting.internal.audit;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetIndex;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.CopyChunk;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;

/**
 * Asks the server which rows would have the same key under a unique index over expressions, or with
 * a condition that only PostgreSQL can evaluate. The table's rows are copied into a temporary table
 * and taken back, within the caller's transaction. Synapse itself has no such index; a module or an
 * administrator may.
 */
final class ServerKeys {
  private static final int LISTED = 10;
  private static final int BUFFER = 128 * 1024;
  private static final String TEMPORARY = "synapse_pg_equal_keys";

  private static final String KEY =
      """
      SELECT ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, false) FROM generate_series(1, x.indnkeyatts) k),
             coalesce(pg_get_expr(x.indpred, x.indrelid), 'true')
      FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
      WHERE n.nspname = ? AND i.relname = ?
      """;

  private final SqliteSnapshot source;
  private final Connection target;
  private final BadValuePolicy policy;
  private final RealText realText;

  ServerKeys(SqliteSnapshot source, Connection target, BadValuePolicy policy, RealText realText) {
    this.source = source;
    this.target = target;
    this.policy = policy;
    this.realText = realText;
  }

  /** The rowids of rows with equal keys, the first ten groups, each as text. */
  List<String> equal(TableMapping table, TargetIndex index) throws SQLException {
    Savepoint before = target.setSavepoint();
    try (Statement statement = target.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE "
              + TEMPORARY
              + " (LIKE "
              + table.target().qualified()
              + " INCLUDING DEFAULTS, synapse_pg_row bigserial)");
      copy(table);
      return rowids(table, groups(statement, table.target().schema(), index));
    } finally {
      target.rollback(before);
    }
  }

  private List<List<Long>> groups(Statement statement, String schema, TargetIndex index)
      throws SQLException {
    String sql;
    try (PreparedStatement ask = target.prepareStatement(KEY)) {
      ask.setString(1, schema);
      ask.setString(2, index.name());
      try (ResultSet row = ask.executeQuery()) {
        row.next();
        List<String> keys = List.of((String[]) row.getArray(1).getArray());
        sql =
            "SELECT (array_agg(synapse_pg_row ORDER BY synapse_pg_row))[1:5] FROM pg_temp."
                + TEMPORARY
                + " WHERE ("
                + row.getString(2)
                + ") AND "
                + keys.stream().map(k -> k + " IS NOT NULL").collect(Collectors.joining(" AND "))
                + " GROUP BY "
                + String.join(", ", keys)
                + " HAVING count(*) > 1 LIMIT "
                + LISTED;
      }
    }
    List<List<Long>> groups = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        Array numbers = row.getArray(1);
        groups.add(List.of((Long[]) numbers.getArray()));
      }
    }
    return groups;
  }

  /** Rows are known by their place among those that were sent. */
  private List<String> rowids(TableMapping table, List<List<Long>> groups) {
    Map<Long, Long> rowids = new TreeMap<>();
    groups.forEach(g -> g.forEach(place -> rowids.put(place, 0L)));
    RowEncoder encoder = new RowEncoder(table, policy, realText, new DefectCounter());
    CopyBuffer buffer = new CopyBuffer(BUFFER);
    long place = 0;
    long found = 0;
    try (RowCursor row = source.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (found < rowids.size() && row.next()) {
        if (encoder.encode(row, buffer) && rowids.containsKey(++place)) {
          rowids.put(place, row.rowid());
          found++;
        }
        buffer.clear(BUFFER);
      }
    }
    return groups.stream()
        .map(
            g ->
                g.stream().map(p -> String.valueOf(rowids.get(p))).collect(Collectors.joining(",")))
        .toList();
  }

  private void copy(TableMapping table) throws SQLException {
    RowEncoder encoder = new RowEncoder(table, policy, realText, new DefectCounter());
    CopyBuffer buffer = CopyChunk.buffer();
    String statement =
        table
            .copyStatement()
            .replace("COPY " + table.target().qualified(), "COPY pg_temp." + TEMPORARY);
    try (CopyChunk copy = new CopyChunk(target, statement, buffer);
        RowCursor row = source.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (row.next()) {
        encoder.encode(row, buffer);
        copy.sendIfFull();
      }
      copy.end();
    }
  }
}
