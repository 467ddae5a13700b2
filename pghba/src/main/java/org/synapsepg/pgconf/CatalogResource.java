package org.synapsepg.pgconf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Reads {@code settings.tsv}: one row for each setting and run of majors in which it is the same.
 * The columns are named in the file's second line.
 */
final class CatalogResource {
  /** One row: the majors from the first to the last that it holds for. */
  record Row(int first, int last, SettingDefinition.Facts facts, List<String> raw) {
    /** The columns as they stand in the file, without the majors. */
    String[] columns() {
      List<String> columns = new ArrayList<>(raw);
      columns.remove(1);
      return columns.toArray(new String[0]);
    }
  }

  private CatalogResource() {}

  static Map<Integer, Map<String, SettingDefinition>> read() {
    Map<Integer, Map<String, SettingDefinition>> byMajor = new TreeMap<>();
    for (Row row : rows()) {
      for (int major = row.first(); major <= row.last(); major++) {
        byMajor
            .computeIfAbsent(major, m -> new TreeMap<>())
            .put(
                SettingDefinition.lower(row.facts().name()),
                new SettingDefinition(major, row.facts()));
      }
    }
    return byMajor;
  }

  static List<Row> rows() {
    try (InputStream in =
            Objects.requireNonNull(
                CatalogResource.class.getResourceAsStream("settings.tsv"), "settings.tsv");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      List<Row> rows = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.startsWith("#")) {
          rows.add(row(line.split("\t", -1)));
        }
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String[] columns) {
    String[] majors = columns[1].split("-", -1);
    Map<String, String> spellings = new HashMap<>();
    for (String spelling : list(columns[9])) {
      int equals = spelling.indexOf('=');
      spellings.put(spelling.substring(0, equals), spelling.substring(equals + 1));
    }
    return new Row(
        Integer.parseInt(majors[0]),
        Integer.parseInt(majors[1]),
        new SettingDefinition.Facts(
            columns[0],
            SettingType.valueOf(columns[2].toUpperCase(Locale.ROOT)),
            SettingContext.of(columns[3]),
            columns[4].isEmpty() ? null : SettingUnit.of(columns[4]),
            columns[5].isEmpty() ? Double.NEGATIVE_INFINITY : Double.parseDouble(columns[5]),
            columns[6].isEmpty() ? Double.POSITIVE_INFINITY : limit(columns[6]),
            columns[7].equals("\\N") ? null : columns[7],
            list(columns[8]),
            Map.copyOf(spellings),
            list(columns[10]),
            columns[11]),
        List.of(columns));
  }

  /** The server shows the greatest double with six digits only. */
  private static double limit(String column) {
    return column.equals("1.79769e+308") ? Double.MAX_VALUE : Double.parseDouble(column);
  }

  private static List<String> list(String column) {
    return column.isEmpty() ? List.of() : List.copyOf(Arrays.asList(column.split(",", -1)));
  }
}
