package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/**
 * What stands for the columns that a record does not have, because they were added to the table
 * after it was written: their DEFAULT, evaluated by SQLite itself by doing just that in memory. (An
 * INSERT would not do: {@code DEFAULT 1e3} of a text column is '1000.0' in a new record and '1e3'
 * in an old one.)
 */
final class ColumnDefaults {
  private static final byte[] NO_BYTES = {};

  /** One column's value. */
  static final class Value {
    private static final Value NULL = new Value(StorageClass.NULL, 0, 0, NO_BYTES);

    final StorageClass storage;
    final long integer;
    final double real;

    /** Of text, in UTF-8, or of a blob. */
    final byte[] bytes;

    private Value(StorageClass storage, long integer, double real, byte[] bytes) {
      this.storage = storage;
      this.integer = integer;
      this.real = real;
      this.bytes = bytes;
    }
  }

  private final SqliteTable table;
  private final SourceProblems problems;
  private volatile @Nullable List<Value> values;

  ColumnDefaults(SqliteTable table, SourceProblems problems) {
    this.table = table;
    this.problems = problems;
  }

  Value of(int column) {
    List<Value> known = values;
    if (known == null) {
      known = evaluate();
      values = known;
    }
    return known.get(column);
  }

  private List<Value> evaluate() {
    List<SqliteColumn> columns = table.columns();
    List<Value> evaluated = new ArrayList<>();
    try (Connection memory =
            JDBC.createConnection(JDBC.PREFIX + ":memory:", new SQLiteConfig().toProperties());
        Statement statement = memory.createStatement()) {
      for (SqliteColumn column : columns) {
        evaluated.add(evaluate(column, statement));
      }
    } catch (SQLException e) {
      throw problems.failed("a DEFAULT of table \"" + table.name() + "\" has no value", e);
    }
    return evaluated;
  }

  private static Value evaluate(SqliteColumn column, Statement statement) throws SQLException {
    String sql = column.defaultSql();
    if (sql == null) {
      return Value.NULL;
    }
    statement.execute("DROP TABLE IF EXISTS d");
    statement.execute("CREATE TABLE d(k)");
    statement.execute("INSERT INTO d VALUES(1)");
    String add = "ALTER TABLE d ADD COLUMN v " + column.declaredType() + " DEFAULT ";
    if (!succeeds(statement, add + sql) && !succeeds(statement, add + "(" + sql + ")")) {
      // No constant, so the column cannot have been added after a record was written.
      return Value.NULL;
    }
    try (ResultSet found = statement.executeQuery("SELECT typeof(v), v FROM d")) {
      found.next();
      StorageClass storage = StorageClass.valueOf(found.getString(1).toUpperCase(Locale.ROOT));
      return switch (storage) {
        case NULL -> Value.NULL;
        case INTEGER -> new Value(storage, found.getLong(2), 0, NO_BYTES);
        case REAL -> new Value(storage, 0, found.getDouble(2), NO_BYTES);
        case TEXT, BLOB -> {
          byte[] bytes = found.getBytes(2);
          yield new Value(storage, 0, 0, bytes == null ? NO_BYTES : bytes);
        }
      };
    }
  }

  private static boolean succeeds(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
