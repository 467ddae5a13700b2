package org.synapsepg.porting.internal.verify;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteColumn;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * Totals of a table's columns, once as SQLite evaluates them by SQL and once from the rows that
 * were read. They share no code, so a reader that skips or repeats rows, mixes up columns, loses
 * NULLs, or reads another state of the file gives other totals.
 *
 * <p>Per column: how many values are not NULL, and a sum of weights (a number's low 24 bits, or the
 * length of text and blobs), each times a factor from the rowid, so that values which trade rows
 * show. For one thread.
 */
final class WitnessTotals {
  private static final int WEIGHT_MASK = 0xffffff;
  private static final int ROWID_MASK = 1023;

  private final SqliteTable table;
  private final boolean lengths;
  private final boolean rowids;
  private final long[] present;
  private final long[] weights;
  private long rows;

  /**
   * Totals of no rows yet.
   *
   * @param table the source's table
   * @param utf8 whether the database keeps text in UTF-8; otherwise the lengths that SQLite tells
   *     are not those of the bytes read, and are left out
   */
  WitnessTotals(SqliteTable table, boolean utf8) {
    this.table = table;
    this.lengths = utf8;
    this.rowids = table.kind() == SqliteTable.Kind.ROWID;
    this.present = new long[table.columns().size()];
    this.weights = new long[table.columns().size()];
  }

  /** Adds a row that was read. */
  void add(RowCursor row) {
    rows++;
    long factor = rowids ? (row.rowid() & ROWID_MASK) + 1 : 1;
    for (int i = 0; i < present.length; i++) {
      long weight;
      switch (row.storageClass(i)) {
        case NULL -> {
          continue;
        }
        case INTEGER -> weight = row.integer(i) & WEIGHT_MASK;
        case REAL -> weight = (long) row.real(i) & WEIGHT_MASK;
        case BLOB -> weight = row.length(i) & WEIGHT_MASK;
        default -> weight = lengths ? row.length(i) & WEIGHT_MASK : 1;
      }
      present[i]++;
      weights[i] += weight * factor;
    }
  }

  /** How many rows were added. */
  long rows() {
    return rows;
  }

  /**
   * Compares what was added with what SQLite says of the whole table.
   *
   * @param witness a connection to the same state of the file
   * @return each total that differs, in words; empty when all agree
   */
  List<String> differences(Connection witness) throws SQLException {
    List<String> different = new ArrayList<>();
    try (Statement statement = witness.createStatement();
        ResultSet totals = statement.executeQuery(sql())) {
      totals.next();
      compare(different, "rows", totals.getLong(1), rows);
      for (int i = 0; i < present.length; i++) {
        String column = table.columns().get(i).name();
        compare(different, "values of column " + column, totals.getLong(2 + 2 * i), present[i]);
        compare(different, "the weight of column " + column, totals.getLong(3 + 2 * i), weights[i]);
      }
    }
    return different;
  }

  private static void compare(List<String> different, String what, long told, long read) {
    if (told != read) {
      different.add(what + ": SQLite says " + told + ", read were " + read);
    }
  }

  private String sql() {
    String factor = rowids ? " * ((" + rowidName() + " & " + ROWID_MASK + ") + 1)" : "";
    StringBuilder sql = new StringBuilder("SELECT count(*)");
    for (SqliteColumn column : table.columns()) {
      String name = DigestSql.quote(column.name());
      sql.append(", count(")
          .append(name)
          .append("), ifnull(sum(CASE typeof(")
          .append(name)
          .append(") WHEN 'integer' THEN ")
          .append(name)
          .append(" & ")
          .append(WEIGHT_MASK)
          .append(lengths ? "" : " WHEN 'text' THEN 1")
          .append(" WHEN 'real' THEN CAST(")
          .append(name)
          .append(" AS INTEGER) & ")
          .append(WEIGHT_MASK)
          .append(" WHEN 'null' THEN 0 ELSE octet_length(")
          .append(name)
          .append(") & ")
          .append(WEIGHT_MASK)
          .append(" END")
          .append(factor)
          .append("), 0)");
    }
    return sql.append(" FROM main.").append(DigestSql.quote(table.name())).toString();
  }

  private String rowidName() {
    if (table.rowidAlias() >= 0) {
      return DigestSql.quote(table.columns().get(table.rowidAlias()).name());
    }
    Set<String> taken = new HashSet<>();
    table.columns().forEach(c -> taken.add(c.name().toLowerCase(Locale.ROOT)));
    return List.of("rowid", "_rowid_", "oid").stream()
        .filter(name -> !taken.contains(name))
        .findFirst()
        .orElseThrow();
  }
}
