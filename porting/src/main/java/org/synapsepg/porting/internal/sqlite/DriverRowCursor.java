package org.synapsepg.porting.internal.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.synapsepg.porting.SqliteSourceException;

/**
 * Rows through SQLite itself, for tables whose form we do not read. Slower by far than {@code
 * PageRowCursor} and not free of allocation, but as exact: classes come from {@code typeof()}, text
 * as bytes.
 */
final class DriverRowCursor implements RowCursor {
  private static final List<StorageClass> CLASSES = List.of(StorageClass.values());
  private static final byte[] EMPTY = {};

  private final SourceProblems problems;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final SqliteTable table;
  private final boolean byRowid;
  private final Utf16 utf16;
  private final StorageClass[] classes;
  private final byte[][] bytes;
  private long rowid;

  DriverRowCursor(
      SourceProblems problems,
      Connection connection,
      SqliteTable table,
      Utf16 utf16,
      long from,
      long to)
      throws SQLException {
    this.problems = problems;
    this.table = table;
    this.utf16 = utf16;
    this.byRowid = table.kind() == SqliteTable.Kind.ROWID;
    int width = table.columns().size();
    classes = new StorageClass[width];
    bytes = new byte[width][];
    Arrays.fill(classes, StorageClass.NULL);
    statement = connection.prepareStatement(query(table, byRowid));
    if (byRowid) {
      statement.setLong(1, from);
      statement.setLong(2, to);
    }
    rows = statement.executeQuery();
  }

  private static String query(SqliteTable table, boolean byRowid) {
    StringBuilder sql = new StringBuilder("SELECT ");
    String rowid = byRowid ? rowidName(table) : "0";
    sql.append(rowid);
    for (SqliteColumn column : table.columns()) {
      String name = quoted(column.name());
      sql.append(", CASE typeof(").append(name).append(")");
      for (StorageClass known : CLASSES) {
        String word = known.name().toLowerCase(Locale.ROOT);
        sql.append(" WHEN '").append(word).append("' THEN ").append(CLASSES.indexOf(known));
      }
      sql.append(" END, ").append(name);
    }
    sql.append(" FROM main.").append(quoted(table.name()));
    if (byRowid) {
      sql.append(" NOT INDEXED WHERE ").append(rowid).append(" BETWEEN ? AND ? ORDER BY ");
      sql.append(rowid);
    }
    return sql.toString();
  }

  /** The first of SQLite's names for the rowid that no column has taken. */
  static String rowidName(SqliteTable table) {
    if (table.rowidAlias() >= 0) {
      return quoted(table.columns().get(table.rowidAlias()).name());
    }
    Set<String> taken = new HashSet<>();
    table.columns().forEach(c -> taken.add(c.name().toLowerCase(Locale.ROOT)));
    return List.of("rowid", "_rowid_", "oid").stream()
        .filter(name -> !taken.contains(name))
        .findFirst()
        .orElse("rowid");
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  @Override
  public boolean next() {
    try {
      if (!rows.next()) {
        return false;
      }
      rowid = byRowid ? rows.getLong(1) : rowid + 1;
      for (int i = 0; i < classes.length; i++) {
        classes[i] = CLASSES.get(rows.getInt(2 + 2 * i));
        bytes[i] = EMPTY;
        if (classes[i] == StorageClass.TEXT || classes[i] == StorageClass.BLOB) {
          byte[] found = rows.getBytes(3 + 2 * i);
          bytes[i] = found == null ? EMPTY : found;
          if (classes[i] == StorageClass.TEXT) {
            bytes[i] = utf16.toUtf8(bytes[i]);
          }
        }
      }
      return true;
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  private SqliteSourceException unreadable(SQLException cause) {
    return problems.failed("table \"" + table.name() + "\" cannot be read", cause);
  }

  @Override
  public long rowid() {
    return rowid;
  }

  @Override
  public int columns() {
    return classes.length;
  }

  @Override
  public StorageClass storageClass(int column) {
    return classes[column];
  }

  @Override
  public long integer(int column) {
    require(column, classes[column] == StorageClass.INTEGER);
    try {
      return rows.getLong(3 + 2 * column);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public double real(int column) {
    require(column, classes[column] == StorageClass.REAL);
    try {
      return rows.getDouble(3 + 2 * column);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public byte[] buffer(int column) {
    requireBytes(column);
    return bytes[column];
  }

  @Override
  public int offset(int column) {
    requireBytes(column);
    return 0;
  }

  @Override
  public int length(int column) {
    requireBytes(column);
    return bytes[column].length;
  }

  private void requireBytes(int column) {
    require(column, classes[column] == StorageClass.TEXT || classes[column] == StorageClass.BLOB);
  }

  private void require(int column, boolean holds) {
    if (!holds) {
      throw new IllegalStateException(
          "column " + column + " of \"" + table.name() + "\" holds " + classes[column]);
    }
  }

  @Override
  public void close() {
    try {
      rows.close();
      statement.close();
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }
}
