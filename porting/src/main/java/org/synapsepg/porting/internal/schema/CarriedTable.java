package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.synapsepg.porting.internal.sqlite.SqliteColumn;
import org.synapsepg.porting.internal.sqlite.SqliteIndex;
import org.synapsepg.porting.internal.sqlite.SqliteTable;

/**
 * A PostgreSQL table for a table of which only SQLite's catalogue is known, such as a module's: the
 * mechanical rules by which Synapse's own two schemas correspond as well, apart from a list of
 * exceptions that the tests hold.
 *
 * <p>Names fold to lower case, as Synapse's unquoted ones do. Whole numbers become {@code bigint},
 * for SQLite's have 64 bits whatever their type is called. Foreign keys, checks, partial unique
 * indexes and defaults other than plain values stay behind; other partial indexes become full ones.
 */
public final class CarriedTable {
  private static final Pattern PLAIN_VALUE =
      Pattern.compile("'(?:[^']|'')*'|-?\\d+(?:\\.\\d+)?|true|false", Pattern.CASE_INSENSITIVE);

  /** The first word of a declared type, in lower case, to PostgreSQL's type. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("bigint", "bigint"),
          Map.entry("int", "bigint"),
          Map.entry("integer", "bigint"),
          Map.entry("smallint", "smallint"),
          Map.entry("bool", "boolean"),
          Map.entry("boolean", "boolean"),
          Map.entry("bytea", "bytea"),
          Map.entry("blob", "bytea"),
          Map.entry("jsonb", "jsonb"),
          Map.entry("real", "double precision"),
          Map.entry("double", "double precision"),
          Map.entry("float", "double precision"),
          Map.entry("numeric", "double precision"),
          Map.entry("decimal", "double precision"));

  private final SqliteTable table;

  private CarriedTable(SqliteTable table) {
    this.table = table;
  }

  /**
   * Statements that make the table.
   *
   * @param table the source's table, no virtual one
   * @param schema the schema it goes into, which must exist
   * @return CREATE TABLE, then CREATE INDEX
   */
  public static List<String> statements(SqliteTable table, String schema) {
    CarriedTable carried = new CarriedTable(table);
    String name = PostgresStatements.quote(schema) + "." + PostgresStatements.quote(carried.name());
    List<String> parts = new ArrayList<>();
    carried.columns().forEach((column, type) -> parts.add(PostgresStatements.quote(column) + type));
    List<String> key = carried.primaryKey();
    if (!key.isEmpty()) {
      parts.add("PRIMARY KEY (" + quoted(key) + ")");
    }
    carried.uniques().forEach(columns -> parts.add("UNIQUE (" + quoted(columns) + ")"));
    List<String> sql = new ArrayList<>();
    sql.add("CREATE TABLE " + name + " (\n  " + String.join(",\n  ", parts) + "\n)");
    for (SqliteIndex index : carried.indexes()) {
      sql.add(
          (index.unique() ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
              + PostgresStatements.quote(index.name().toLowerCase(Locale.ROOT))
              + (" ON " + name + " (" + quoted(columnsOf(index)) + ")"));
    }
    return sql;
  }

  static CarriedTable of(SqliteTable table) {
    return new CarriedTable(table);
  }

  String name() {
    return table.name().toLowerCase(Locale.ROOT);
  }

  /** Each column's type, default and NOT NULL as they follow its name in CREATE TABLE. */
  Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (SqliteColumn column : table.columns()) {
      String type = type(column.declaredType());
      boolean notNull = column.notNull() || column.primaryKey() > 0;
      columns.put(
          column.name().toLowerCase(Locale.ROOT),
          " "
              + type
              + plainDefault(column, type).map(d -> " DEFAULT " + d).orElse("")
              + (notNull ? " NOT NULL" : ""));
    }
    return columns;
  }

  List<String> primaryKey() {
    Map<Integer, String> key = new TreeMap<>();
    for (SqliteColumn column : table.columns()) {
      if (column.primaryKey() > 0) {
        key.put(column.primaryKey(), column.name().toLowerCase(Locale.ROOT));
      }
    }
    return List.copyOf(key.values());
  }

  /** The columns of each UNIQUE constraint. */
  List<List<String>> uniques() {
    return table.indexes().stream()
        .filter(i -> i.origin() == SqliteIndex.Origin.UNIQUE)
        .map(CarriedTable::columnsOf)
        .toList();
  }

  /** The indexes of CREATE INDEX statements that PostgreSQL can have as well. */
  List<SqliteIndex> indexes() {
    return table.indexes().stream()
        .filter(i -> i.origin() == SqliteIndex.Origin.CREATE_INDEX)
        .filter(i -> !(i.unique() && i.partial()))
        .filter(i -> i.columns().stream().allMatch(k -> k.column() != null))
        .toList();
  }

  static List<String> columnsOf(SqliteIndex index) {
    return index.columns().stream()
        .map(k -> String.valueOf(k.column()).toLowerCase(Locale.ROOT))
        .toList();
  }

  private static String type(String declared) {
    String lower = declared.strip().toLowerCase(Locale.ROOT);
    if (lower.matches("(?:var)?char ?\\(\\d+\\)")) {
      return lower.startsWith("var")
          ? lower.replaceFirst("varchar ?", "character varying")
          : lower.replaceFirst("char ?", "character");
    }
    return TYPES.getOrDefault(lower.split("\\W", 2)[0], "text");
  }

  private static Optional<String> plainDefault(SqliteColumn column, String type) {
    String sql = column.defaultSql();
    if (sql == null || !PLAIN_VALUE.matcher(sql.strip()).matches()) {
      return Optional.empty();
    }
    String value = sql.strip().toLowerCase(Locale.ROOT);
    if (type.equals("boolean")) {
      return switch (value) {
        case "0", "false" -> Optional.of("false");
        case "1", "true" -> Optional.of("true");
        default -> Optional.empty();
      };
    }
    boolean text = value.startsWith("'");
    boolean wantsText = type.equals("text") || type.startsWith("character");
    return text == wantsText ? Optional.of(sql.strip()) : Optional.empty();
  }

  private static String quoted(List<String> names) {
    return String.join(", ", names.stream().map(PostgresStatements::quote).toList());
  }
}
