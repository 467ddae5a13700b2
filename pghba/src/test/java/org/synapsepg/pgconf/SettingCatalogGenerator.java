package org.synapsepg.pgconf;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.synapsepg.core.ConnectionSource;

/**
 * Makes the rows of {@code settings.tsv} from running servers. What a server does not tell (hidden
 * spellings, kinds of lists) is taken over from the shipped row; other tests ask servers for it.
 */
final class SettingCatalogGenerator {
  private static final String HEAD =
      "# Settings of PostgreSQL 12 to 18, asked of real servers; made by SettingCatalogGenerator"
          + " (tests), not by hand.\n"
          + "# name\tmajors\ttype\tcontext\tunit\tmin\tmax\tdefault\tvalues\tspellings\tflags\tcategory\n";
  private static final String QUERY =
      "SELECT name, vartype, context, coalesce(unit, ''), coalesce(min_val, ''),"
          + " coalesce(max_val, ''), coalesce(boot_val, '\\N'),"
          + " coalesce(array_to_string(enumvals, ','), ''), category FROM pg_settings";

  private final Map<String, Map<Integer, String[]>> byName =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Columns of the shipped file for one setting and major: all but the majors. */
  static Map<String, String[]> shipped(int major) {
    Map<String, String[]> rows = new TreeMap<>();
    for (CatalogResource.Row row : CatalogResource.rows()) {
      if (row.first() <= major && major <= row.last()) {
        rows.put(row.facts().name(), row.columns());
      }
    }
    return rows;
  }

  /** What a server says of its settings: the columns of the file but the majors. */
  static Map<String, String[]> asked(ConnectionSource server, int major) throws SQLException {
    Map<String, String[]> shipped = shipped(major);
    Map<String, String[]> rows = new TreeMap<>();
    try (Connection connection = server.open();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(QUERY)) {
      while (result.next()) {
        String name = result.getString(1);
        String[] known =
            shipped.getOrDefault(name, new String[] {"", "", "", "", "", "", "", "", "", "", ""});
        rows.put(
            name,
            new String[] {
              name,
              result.getString(2),
              result.getString(3),
              result.getString(4),
              result.getString(5),
              result.getString(6),
              result.getString(7),
              result.getString(8),
              known[8],
              known[9],
              result.getString(9)
            });
      }
    }
    shipped.forEach(
        (name, columns) -> {
          if (List.of(columns[9].split(",", -1)).contains("hidden")) {
            rows.put(name, columns);
          }
        });
    return rows;
  }

  void add(int major, Map<String, String[]> rows) {
    rows.forEach(
        (name, columns) -> byName.computeIfAbsent(name, n -> new TreeMap<>()).put(major, columns));
  }

  /** The whole file: runs of equal majors share a row. */
  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    byName.forEach(
        (name, byMajor) -> {
          List<Integer> majors = new ArrayList<>(byMajor.keySet());
          int first = 0;
          for (int i = 1; i <= majors.size(); i++) {
            boolean ends =
                i == majors.size()
                    || majors.get(i) != majors.get(i - 1) + 1
                    || !List.of(byMajor.getOrDefault(majors.get(i), new String[0]))
                        .equals(List.of(byMajor.getOrDefault(majors.get(first), new String[0])));
            if (ends) {
              List<String> row =
                  new ArrayList<>(List.of(byMajor.getOrDefault(majors.get(first), new String[0])));
              row.add(1, majors.get(first) + "-" + majors.get(i - 1));
              text.append(String.join("\t", row)).append('\n');
              first = i;
            }
          }
        });
    return text.toString();
  }
}
