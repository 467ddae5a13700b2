package org.synapsepg.porting.internal.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.BadValuePolicy.Action;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.plan.ValueType;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.sqlite.StorageClass;
import org.synapsepg.porting.internal.verify.ExpectedRow;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/**
 * Every kind of value against every type of column: what the server really holds after the COPY, or
 * why the value does not fit. The result is published as docs/value-matrix.md; this test writes it
 * anew when the system property {@code synapsepg.write.docs} is true, and compares it otherwise.
 */
class ValueMatrixTest {
  private static final List<String> TYPES =
      List.of(
          "boolean",
          "smallint",
          "integer",
          "bigint",
          "real",
          "double precision",
          "text",
          "varchar(5)",
          "bytea",
          "json",
          "jsonb");

  private static final List<OneValue> VALUES =
      List.of(
          OneValue.of(null),
          OneValue.of(0L),
          OneValue.of(1L),
          OneValue.of(-1L),
          OneValue.of(32768L),
          OneValue.of(2147483648L),
          OneValue.of(9007199254740993L),
          OneValue.of(Long.MAX_VALUE),
          OneValue.of(Long.MIN_VALUE),
          OneValue.of(1.0),
          OneValue.of(1.5),
          OneValue.of(-0.0),
          OneValue.of(1e15),
          OneValue.of(0x1p63),
          OneValue.of(Double.POSITIVE_INFINITY),
          OneValue.of(""),
          OneValue.of("abc"),
          OneValue.of("12"),
          OneValue.of("012"),
          OneValue.of("true"),
          OneValue.of("é😀"),
          OneValue.of("a\0b"),
          OneValue.of("longer than five"),
          OneValue.of("{\"a\": 1e2, \"b\": \"é\"}"),
          OneValue.of("{\"a\": \"\\u0000\"}"),
          OneValue.of("{\"a\": \"\\ud800\"}"),
          OneValue.of("{\"a\": 1, \"a\": 2}"),
          OneValue.of("[1e200000]"),
          OneValue.of("{\"a\": NaN}"),
          OneValue.bytes(StorageClass.TEXT, "ff"),
          OneValue.bytes(StorageClass.TEXT, "c080"),
          OneValue.bytes(StorageClass.TEXT, "eda080"),
          OneValue.bytes(StorageClass.BLOB, "616263"),
          OneValue.bytes(StorageClass.BLOB, "ff00"),
          OneValue.bytes(StorageClass.BLOB, ""));

  @PostgresTest(majors = 18)
  void theServerHoldsWhatTheMatrixSays(TestDatabase target) throws Exception {
    StringBuilder text = new StringBuilder();
    text.append("# Which value goes where\n\n")
        .append("Values of SQLite by storage class (rows) against types of PostgreSQL (columns): ")
        .append("what the server holds\nafter the port, or, in brackets, the kind of bad value ")
        .append("that stops the port, quarantines the row or is replaced,\nas `--bad-values` ")
        .append("says. Written by `ValueMatrixTest` from a real server; do not edit.\n\n");
    text.append("| stored | value |");
    TYPES.forEach(type -> text.append(' ').append(type).append(" |"));
    text.append("\n|").append(" --- |".repeat(TYPES.size() + 2)).append('\n');
    try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite::memory:");
        Connection connection = target.source().open()) {
      List<Column> columns = columns(connection, new WitnessRealText(sqlite));
      for (OneValue value : VALUES) {
        text.append("| ").append(value.stored()).append(" | `").append(value.label()).append("` |");
        for (Column column : columns) {
          text.append(' ').append(column.take(connection, value)).append(" |");
        }
        text.append('\n');
      }
    }
    Path page = Path.of("..", "docs", "value-matrix.md");
    if (Boolean.getBoolean("synapsepg.write.docs")) {
      Files.writeString(page, text);
    }
    assertThat(Files.readString(page)).isEqualTo(text.toString());
  }

  private static List<Column> columns(Connection connection, RealText realText) throws Exception {
    List<Column> columns = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < TYPES.size(); i++) {
        statement.execute("CREATE TABLE t" + i + " (c " + TYPES.get(i) + ")");
      }
    }
    TargetCatalogue catalogue = TargetCatalogue.read(connection, "public");
    for (int i = 0; i < TYPES.size(); i++) {
      TargetTable table = catalogue.find("t" + i).orElseThrow();
      var column = table.columns().get(0);
      var type = column.type();
      assertThat(type).isNotNull();
      SqliteTable source =
          new SqliteTable("t", "", List.of(), -1, 2, SqliteTable.Kind.ROWID, List.of(), List.of());
      columns.add(
          new Column(
              new TableMapping(
                  source,
                  table,
                  List.of(
                      new ColumnMapping(0, "c", column, java.util.Objects.requireNonNull(type)))),
              realText));
    }
    return columns;
  }

  /** A column of the matrix. */
  private static final class Column implements DefectSink {
    private final TableMapping table;
    private final RowEncoder encoder;
    private final ExpectedRow expected;
    private final AtomicReference<BadValue> defect = new AtomicReference<>();

    Column(TableMapping table, RealText realText) {
      this.table = table;
      this.encoder = new RowEncoder(table, BadValuePolicy.all(Action.FAIL), realText, this);
      this.expected = new ExpectedRow(table, BadValuePolicy.all(Action.FAIL), realText);
    }

    String take(Connection connection, OneValue value) throws Exception {
      defect.set(null);
      CopyBuffer buffer = new CopyBuffer(64);
      buffer.putHeader();
      int header = buffer.size();
      boolean fits = encoder.encode(value, buffer);
      isExpected(value, fits, buffer.size() - header);
      if (!fits) {
        return "[" + java.util.Objects.requireNonNull(defect.get()).id() + "]";
      }
      buffer.putTrailer();
      CopyIn copy =
          connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copyStatement());
      copy.writeToCopy(buffer.array(), 0, buffer.size());
      assertThat(copy.endCopy()).isEqualTo(1);
      try (Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("SELECT c::text FROM " + table.target().qualified())) {
        row.next();
        String held = row.getString(1);
        statement.execute("TRUNCATE " + table.target().qualified());
        return held == null ? "NULL" : "`" + held.replace("|", "\\|") + "`";
      }
    }

    /** What is plain need not be encoded to know that it fits, and how long it is. */
    private void isExpected(OneValue value, boolean fits, int size) {
      boolean json =
          Set.of(ValueType.JSON, ValueType.JSONB).contains(table.columns().get(0).type());
      boolean empty = value.stored() == StorageClass.NULL;
      assertThat(expected.read(value)).as(value.label()).isEqualTo(fits);
      assertThat(expected.isPlain()).as(value.label()).isEqualTo(fits && (empty || !json));
      if (expected.isPlain()) {
        assertThat(expected.size()).as(value.label()).isEqualTo(size - 6);
      }
    }

    @Override
    public void refused(BadValue kind, ColumnMapping column, RowCursor row) {
      defect.set(kind);
    }

    @Override
    public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {
      throw new AssertionError("nothing is quarantined here");
    }

    @Override
    public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {
      throw new AssertionError("nothing is replaced here");
    }
  }
}
