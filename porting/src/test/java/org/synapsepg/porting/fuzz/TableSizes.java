package org.synapsepg.porting.fuzz;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which sizes (none, one, many) each table of the generated databases has had. */
final class TableSizes {
  /** Tables that a port does not take from the source, and SQLite's own. */
  private static final String NOT_ASKED =
      "name NOT LIKE 'sqlite@_%' ESCAPE '@' AND name NOT LIKE '%@_search@_%' ESCAPE '@'"
          + " AND name NOT LIKE 'worker@_%' ESCAPE '@' AND name NOT IN ('schema_version',"
          + " 'schema_compat_version', 'applied_schema_deltas', 'background_updates',"
          + " 'user_directory_search')";

  private final Map<String, Set<String>> seen = new TreeMap<>();
  private final Set<String> oneRow = new TreeSet<>();

  synchronized void see(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      Map<String, Boolean> tables = new TreeMap<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT name, EXISTS (SELECT 1 FROM pragma_table_info(t.name) c"
                  + " WHERE lower(c.name) = 'lock') FROM sqlite_schema t WHERE type = 'table' AND "
                  + NOT_ASKED)) {
        while (row.next()) {
          tables.put(row.getString(1), row.getBoolean(2));
        }
      }
      for (Map.Entry<String, Boolean> table : tables.entrySet()) {
        if (table.getValue()) {
          oneRow.add(table.getKey());
        }
        try (ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM (SELECT 1 FROM " + table.getKey() + " LIMIT 2)")) {
          row.next();
          seen.computeIfAbsent(table.getKey(), t -> new TreeSet<>())
              .add(row.getInt(1) == 0 ? "none" : row.getInt(1) == 1 ? "one" : "many");
        }
      }
    }
  }

  /** What was not seen of what should have been. */
  synchronized List<String> missing() {
    List<String> missing = new ArrayList<>();
    seen.forEach(
        (table, sizes) -> {
          for (String size : List.of("none", "one", "many")) {
            if (!sizes.contains(size) && !(size.equals("many") && oneRow.contains(table))) {
              missing.add(table + ": " + size);
            }
          }
        });
    return missing;
  }
}
