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
 * <p>Per column: how many values are not NULL, and a sum of weights: a number's low 24 bits times a
 * factor from the rowid, so that values which trade rows show, or the length of text and blobs.
 * What SQLite is asked depends on the kinds of values that were read, for the general question
 * costs it twice the time; if there are values of other kinds, the answers differ. For one thread.
 */
final class WitnessTotals {
  private static final int WEIGHT_MASK = 0xffffff;
  private static final int ROWID_MASK = 1023;
  private static final int NUMBER = 1;
  private static final int LENGTH = 2;
  private static final int MIXED = 3;

  private final SqliteTable table;
  private final boolean lengths;
  private final boolean rowids;
  private final long[] present;
  private final long[] weights;
  private final long[] plainWeights;
  private final int[] kinds;
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
    this.plainWeights = new long[table.columns().size()];
    this.kinds = new int[table.columns().size()];
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
        case INTEGER -> {
          weight = row.integer(i) & WEIGHT_MASK;
          kinds[i] |= NUMBER;
        }
        case REAL -> {
          weight = (long) row.real(i) & WEIGHT_MASK;
          kinds[i] |= MIXED;
        }
        case BLOB -> {
          weight = row.length(i) & WEIGHT_MASK;
          kinds[i] |= LENGTH;
        }
        default -> {
          weight = lengths ? row.length(i) & WEIGHT_MASK : 1;
          kinds[i] |= lengths ? LENGTH : MIXED;
        }
      }
      present[i]++;
      weights[i] += weight * factor;
      plainWeights[i] += weight;
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
        long read = kinds[i] == LENGTH ? plainWeights[i] : weights[i];
        compare(different, "the weight of column " + column, totals.getLong(3 + 2 * i), read);
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
    for (int i = 0; i < kinds.length; i++) {
      SqliteColumn column = table.columns().get(i);
      String name = DigestSql.quote(column.name());
      // Where NULL is forbidden SQLite need not count; every row has a value.
      sql.append(column.notNull() ? ", count(*)" : ", count(" + name + ")").append(", ");
      switch (kinds[i]) {
        case 0 -> sql.append("0");
        case NUMBER -> sum(sql, "(" + name + " & " + WEIGHT_MASK + ")" + factor);
        case LENGTH -> sum(sql, "octet_length(" + name + ") & " + WEIGHT_MASK);
        default -> sum(sql, general(name) + factor);
      }
    }
    return sql.append(" FROM main.").append(DigestSql.quote(table.name())).toString();
  }

  private static void sum(StringBuilder sql, String weight) {
    sql.append("ifnull(sum(").append(weight).append("), 0)");
  }

  private String general(String name) {
    return "CASE typeof("
        + name
        + ") WHEN 'integer' THEN "
        + name
        + " & "
        + WEIGHT_MASK
        + (lengths ? "" : " WHEN 'text' THEN 1")
        + " WHEN 'real' THEN CAST("
        + name
        + " AS INTEGER) & "
        + WEIGHT_MASK
        + " WHEN 'null' THEN 0 ELSE octet_length("
        + name
        + ") & "
        + WEIGHT_MASK
        + " END";
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
