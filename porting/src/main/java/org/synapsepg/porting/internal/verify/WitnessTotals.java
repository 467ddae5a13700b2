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
 * Totals of a table, once as SQLite evaluates them by SQL and once from the rows that were read.
 * They share no code, so a reader that skips or repeats rows, mixes up columns, loses NULLs, or
 * reads another state of the file gives other totals.
 *
 * <p>There are two: how many rows, and a sum of what each value weighs, times its column's place. A
 * number weighs its low 24 bits and one, times a factor from the rowid, so that values which trade
 * rows show; text and blobs their length and one; NULL nothing. What SQLite is asked depends on the
 * kinds of values that were read, for the general question costs it twice the time; if there are
 * values of other kinds, the answers differ. For one thread.
 */
final class WitnessTotals {
  private static final int WEIGHT_MASK = 0xffffff;
  private static final int ROWID_MASK = 1023;

  /** What a row adds is cut to so many bits, so that two billion rows fit SQLite's integers. */
  private static final long ROW_MASK = 0xffffffffL;

  private static final int NUMBER = 1;
  private static final int LENGTH = 2;
  private static final int MIXED = 4;

  private final SqliteTable table;
  private final boolean lengths;
  private final boolean rowids;
  private final int[] kinds;
  private long rows;
  private long sum;

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
    this.kinds = new int[table.columns().size()];
  }

  /** Adds a row that was read. */
  void add(RowCursor row) {
    long numbers = 0;
    long others = 0;
    for (int i = 0; i < kinds.length; i++) {
      switch (row.storageClass(i)) {
        case NULL -> {}
        case INTEGER -> {
          numbers += ((row.integer(i) & WEIGHT_MASK) + 1) * (i + 1);
          kinds[i] |= NUMBER;
        }
        case REAL -> {
          numbers += (((long) row.real(i) & WEIGHT_MASK) + 1) * (i + 1);
          kinds[i] |= MIXED;
        }
        case BLOB -> {
          others += (row.length(i) + 1L) * (i + 1);
          kinds[i] |= LENGTH;
        }
        case TEXT -> {
          others += ((lengths ? row.length(i) : 0) + 1L) * (i + 1);
          kinds[i] |= lengths ? LENGTH : MIXED;
        }
      }
    }
    long factor = rowids ? (row.rowid() & ROWID_MASK) + 1 : 1;
    sum += (numbers * factor + others) & ROW_MASK;
    rows++;
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
      compare(different, "the weight of all values", totals.getLong(2), sum);
    }
    return different;
  }

  private static void compare(List<String> different, String what, long told, long read) {
    if (told != read) {
      different.add(what + ": SQLite says " + told + ", read were " + read);
    }
  }

  private String sql() {
    Sum numbers = new Sum();
    Sum others = new Sum();
    for (int i = 0; i < kinds.length; i++) {
      SqliteColumn column = table.columns().get(i);
      String name = DigestSql.quote(column.name());
      String length = "octet_length(" + name + ")";
      switch (kinds[i]) {
        case 0 -> numbers.add("CASE WHEN " + name + " IS NOT NULL THEN 0 END", i, false);
        case NUMBER -> numbers.add(weight(name), i, column.notNull());
        case LENGTH -> others.add(length, i, column.notNull());
        default -> {
          String integer = " WHEN 'integer' THEN " + weight(name);
          String real = " WHEN 'real' THEN " + weight("CAST(" + name + " AS INTEGER)");
          numbers.add("CASE typeof(" + name + ")" + integer + real + " END", i, false);
          String text = " WHEN 'text' THEN " + (lengths ? length : "0");
          String blob = " WHEN 'blob' THEN " + length;
          others.add("CASE typeof(" + name + ")" + text + blob + " END", i, false);
        }
      }
    }
    String factor = rowids ? " * ((" + rowidName() + " & " + ROWID_MASK + ") + 1)" : "";
    return "SELECT count(*), ifnull(sum(((%s)%s + %s) & %d), 0) FROM main.%s"
        .formatted(numbers.sql(), factor, others.sql(), ROW_MASK, DigestSql.quote(table.name()));
  }

  private static String weight(String number) {
    return "(" + number + " & " + WEIGHT_MASK + ")";
  }

  /** The weights of some columns of a row, in SQL. */
  private static final class Sum {
    private final StringBuilder weights = new StringBuilder();

    /** What columns that are never NULL weigh at least. */
    private int always;

    /** Where NULL is forbidden SQLite need not look for it. */
    void add(String weight, int place, boolean neverNull) {
      int times = place + 1;
      String weighed = weight + " * " + times;
      if (neverNull) {
        always += times;
        weights.append(weighed).append(" + ");
      } else {
        weights.append("ifnull(" + weighed + " + " + times + ", 0) + ");
      }
    }

    String sql() {
      return weights.toString() + always;
    }
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
