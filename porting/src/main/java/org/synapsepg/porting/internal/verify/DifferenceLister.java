package org.synapsepg.porting.internal.verify;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.synapsepg.porting.VerificationReport.ColumnDifference;
import org.synapsepg.porting.VerificationReport.Difference;
import org.synapsepg.porting.VerificationReport.DifferenceKind;
import org.synapsepg.porting.VerificationReport.Value;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;

/**
 * Turns rowids and ctids of differing rows into what a person can read: keys, columns and both
 * values. A missing and a surplus row with the same key are one altered row.
 */
final class DifferenceLister {
  private static final int LONGEST = 80;

  private final SourceRows source;
  private final Connection target;
  private final TableMapping table;
  private final List<DigestColumn> columns;

  DifferenceLister(SourceRows source, Connection target) {
    this.source = source;
    this.target = target;
    this.table = source.table();
    this.columns = ExpectedRow.shape(table).columns();
  }

  /** A row of either side: each column's hash, and its value for print. */
  private record Row(List<Long> hashes, List<String> values) {}

  /** The differences, at most so many of each side. */
  List<Difference> list(RowDifferences.Found found, int most) throws SQLException {
    int[] key = table.keyColumns();
    long[] first = Arrays.copyOf(found.missing(), Math.min(most, found.missing().length));
    List<Row> missing = missingRows(first);
    if (key.length == 0) {
      List<Row> surplus = surplusRows(found.surplus().stream().limit(most).toList(), "", null);
      return list(missing, Map.of(), surplus, all());
    }
    // However many rows differ, a row is missing or surplus only if the other side lacks its key.
    String keyHash = " AND " + DigestSql.rowHash(source.expected().columns(key));
    Map<List<Long>, Row> partners = new HashMap<>();
    for (Row row : surplusRows(found.surplus(), keyHash + " = ANY (?)", keyHashes(first, key))) {
      partners.put(pick(row, key), row);
    }
    List<Row> surplus =
        surplusRows(
            found.surplus(),
            keyHash + " <> ALL (?) LIMIT " + most,
            keyHashes(found.missing(), key));
    return list(missing, partners, surplus, key);
  }

  private List<Difference> list(
      List<Row> missing, Map<List<Long>, Row> partners, List<Row> surplus, int[] shown) {
    List<Difference> differences = new ArrayList<>();
    for (Row row : missing) {
      Row partner = partners.get(pick(row, shown));
      differences.add(
          partner == null
              ? new Difference(DifferenceKind.MISSING, key(row, shown), List.of())
              : altered(row, partner, shown));
    }
    for (Row row : surplus) {
      differences.add(new Difference(DifferenceKind.EXTRA, key(row, shown), List.of()));
    }
    return differences;
  }

  private Long[] keyHashes(long[] rowids, int[] key) {
    List<Long> hashes = new ArrayList<>();
    source.some(rowids, (row, hash) -> hashes.add(source.expected().hashOf(key, row)));
    return hashes.toArray(Long[]::new);
  }

  private int[] all() {
    int[] places = new int[columns.size()];
    Arrays.setAll(places, i -> i);
    return places;
  }

  private static List<Long> pick(Row row, int[] places) {
    return Arrays.stream(places).mapToObj(row.hashes::get).toList();
  }

  private List<Value> key(Row row, int[] places) {
    return Arrays.stream(places)
        .mapToObj(i -> new Value(columns.get(i).name(), masked(i, row.values.get(i))))
        .toList();
  }

  private Difference altered(Row expected, Row actual, int[] key) {
    List<ColumnDifference> different = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (!expected.hashes.get(i).equals(actual.hashes.get(i))) {
        different.add(
            new ColumnDifference(
                columns.get(i).name(),
                masked(i, expected.values.get(i)),
                masked(i, actual.values.get(i))));
      }
    }
    return new Difference(DifferenceKind.ALTERED, key(expected, key), different);
  }

  private String masked(int column, String value) {
    return Secrets.isSecret(table.name(), columns.get(column).name()) && !value.equals("NULL")
        ? "***"
        : value;
  }

  private List<Row> missingRows(long[] rowids) {
    List<Row> rows = new ArrayList<>();
    source.some(
        rowids,
        (row, hash) -> {
          List<Long> hashes = new ArrayList<>();
          List<String> values = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            hashes.add(source.expected().hashOf(i, row));
            values.add(print(row, i));
          }
          rows.add(new Row(hashes, values));
        });
    return rows;
  }

  private String print(RowCursor row, int column) {
    int at = table.columns().get(column).sourceIndex();
    return switch (row.storageClass(at)) {
      case NULL -> "NULL";
      case INTEGER ->
          columns.get(column).kind() == DigestKind.BOOL
              ? String.valueOf(row.integer(at) != 0)
              : Long.toString(row.integer(at));
      case REAL -> Double.toString(row.real(at));
      case TEXT, BLOB -> {
        int length = row.length(at);
        if (columns.get(column).kind() == DigestKind.BYTES) {
          int part = Math.min(length, LONGEST / 2);
          yield shorten(
              "\\x"
                  + HexFormat.of().formatHex(row.buffer(at), row.offset(at), row.offset(at) + part),
              length > part);
        }
        int part = Math.min(length, LONGEST * 4);
        yield quoted(
            new String(row.buffer(at), row.offset(at), part, StandardCharsets.UTF_8)
                .replace('\0', '\uFFFD'));
      }
    };
  }

  private List<Row> surplusRows(List<String> ctids, String condition, @Nullable Long[] keyHashes)
      throws SQLException {
    StringBuilder sql = new StringBuilder("SELECT ");
    for (DigestColumn column : columns) {
      String name = DigestSql.quote(column.name());
      sql.append(DigestSql.rowHash(List.of(column)))
          .append(", left(")
          .append(name)
          .append("::text, ")
          .append(LONGEST * 4)
          .append("), ");
    }
    sql.setLength(sql.length() - 2);
    sql.append(" FROM ")
        .append(DigestSql.quote(table.target().schema(), table.target().name()))
        .append(" WHERE ctid = ANY (?::text[]::tid[])")
        .append(condition);
    List<Row> rows = new ArrayList<>();
    if (ctids.isEmpty()) {
      return rows;
    }
    try (PreparedStatement statement = target.prepareStatement(sql.toString())) {
      statement.setArray(1, target.createArrayOf("text", ctids.toArray()));
      if (keyHashes != null) {
        statement.setArray(2, target.createArrayOf("int8", keyHashes));
      }
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          List<Long> hashes = new ArrayList<>();
          List<String> values = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            hashes.add(found.getLong(2 * i + 1));
            values.add(print(columns.get(i).kind(), found.getString(2 * i + 2)));
          }
          rows.add(new Row(hashes, values));
        }
      }
    }
    return rows;
  }

  private static String print(DigestKind kind, @Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    return switch (kind) {
      case BOOL, INT4, INT8, FLOAT4, FLOAT8 -> value;
      case BYTES -> shorten(value, false);
      case TEXT, JSONB, PRINTED -> quoted(value);
    };
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("'");
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (c == '\'') {
                out.append("''");
              } else if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(text.codePointCount(0, text.length()) > LONGEST ? "…'" : "'").toString();
  }

  private static String shorten(String text, boolean cut) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : cut ? text + "…" : text;
  }
}
