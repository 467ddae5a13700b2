package org.synapsepg.porting.fuzz;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values from the edges of the matrix into one row of each table: whatever the column's type
 * in PostgreSQL can hold and Synapse's script takes, in columns that are in no key and that nothing
 * else is computed from.
 */
final class EveryValue {
  private static final Pattern VARCHAR = Pattern.compile("VARCHAR\\((\\d+)\\)");

  /** Numbers that sequences are computed from, and texts that other rows are found by. */
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i).*(stream|ordering|chain|sequence|position|group|version|instance|number|lock|_id$|^id$|name$|key$|type$).*");

  private static final Set<String> LEFT_ALONE =
      Set.of(
          "schema_version",
          "schema_compat_version",
          "applied_schema_deltas",
          "background_updates",
          "stream_positions",
          "user_directory",
          "user_directory_search",
          "event_search");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\\x6162",
          "\\N",
          "\\.",
          "0012",
          "1e5",
          "true",
          "é😀\u0301\uFFFF\uFEFF",
          "\t\r\n\u0001\u007F\u0085",
          "\"'`$$--;",
          "{\"a\":[1.50,null]}",
          "x".repeat(2_000),
          "ü".repeat(6_000));

  private EveryValue() {}

  static void into(Connection database, Random random) throws SQLException {
    Map<String, List<String[]>> columns = new TreeMap<>();
    try (Statement statement = database.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT t.name, c.name, upper(c.type), c.\"notnull\" FROM sqlite_schema t,"
                    + " pragma_table_info(t.name) c WHERE t.type = 'table' AND t.sql NOT LIKE"
                    + " 'CREATE VIRTUAL%' AND t.name NOT LIKE 'sqlite@_%' ESCAPE '@' AND t.name NOT"
                    + " LIKE '%@_search@_%' ESCAPE '@' AND c.pk = 0 AND NOT EXISTS (SELECT 1 FROM"
                    + " pragma_index_list(t.name) i, pragma_index_info(i.name) k WHERE k.name ="
                    + " c.name) AND NOT EXISTS (SELECT 1 FROM pragma_foreign_key_list(t.name) f"
                    + " WHERE f.\"from\" = c.name)")) {
      while (row.next()) {
        if (!LEFT_ALONE.contains(row.getString(1))
            && !TELLING.matcher(row.getString(2)).matches()) {
          columns
              .computeIfAbsent(row.getString(1), t -> new ArrayList<>())
              .add(new String[] {row.getString(2), row.getString(3), row.getString(4)});
        }
      }
    }
    database.setAutoCommit(false);
    for (Map.Entry<String, List<String[]>> table : columns.entrySet()) {
      StringBuilder sql = new StringBuilder("UPDATE " + table.getKey() + " SET ");
      String comma = "";
      for (String[] column : table.getValue()) {
        sql.append(comma).append('"').append(column[0]).append("\" = ?");
        comma = ", ";
      }
      sql.append(" WHERE rowid = (SELECT min(rowid) FROM ").append(table.getKey()).append(')');
      try (PreparedStatement update = database.prepareStatement(sql.toString())) {
        int parameter = 1;
        for (String[] column : table.getValue()) {
          boolean mayBeNull = column[2].equals("0") && !column[1].startsWith("TEXT");
          update.setObject(
              parameter++, mayBeNull && random.nextInt(6) == 0 ? null : value(column[1], random));
        }
        update.executeUpdate();
      }
    }
    try (Statement statement = database.createStatement()) {
      for (int i = random.nextInt(3); i > 0; i--) {
        statement.execute(
            "INSERT INTO stream_positions VALUES ('receipts', 'writer" + i + "', " + 40 * i + ")");
        statement.execute(
            "INSERT INTO applied_module_schemas VALUES ('module', 'file" + i + ".sql')");
      }
    }
    database.commit();
    database.setAutoCommit(true);
  }

  private static Object value(String declared, Random random) {
    String type = declared.toUpperCase(Locale.ROOT);
    Matcher limited = VARCHAR.matcher(type);
    if (limited.matches()) {
      return "😀".repeat(Integer.parseInt(limited.group(1)));
    }
    if (type.startsWith("BOOL")) {
      return random.nextInt(2);
    }
    if (type.startsWith("SMALLINT")) {
      return one(random, Short.MAX_VALUE, Short.MIN_VALUE, 0);
    }
    if (type.startsWith("BIGINT")) {
      return one(random, Long.MAX_VALUE, Long.MIN_VALUE, 0L, -1L, (1L << 53) + 1);
    }
    if (type.contains("INT")) {
      return one(random, Integer.MAX_VALUE, Integer.MIN_VALUE, 0);
    }
    if (type.startsWith("BYTEA")) {
      return one(
          random,
          new byte[0],
          new byte[] {0, -1, 92, 39},
          "\\\\ \\'text",
          "né".getBytes(StandardCharsets.UTF_8));
    }
    if (type.startsWith("JSONB")) {
      return one(
          random,
          "[]",
          "null",
          "\"\\u00e9\\\\\"",
          "{\"b\":{\"a\":[1e2,-0.50]},\"\":true}",
          "[12345678901234567890.125]");
    }
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static Object one(Random random, Object... values) {
    return values[random.nextInt(values.length)];
  }
}
