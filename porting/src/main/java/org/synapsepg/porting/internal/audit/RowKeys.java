package org.synapsepg.porting.internal.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetIndex;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.value.CopyBuffer;

/**
 * What the rows of one table, as they would be sent, mean for its indexes: rows whose keys may be
 * too long, and unique keys that a replacement has changed.
 */
final class RowKeys {
  /**
   * Shorter rows hold no key that any index refuses. PostgreSQL's limit for a B-tree is 2,704 bytes
   * on pages of 8 KiB (PostgreSQL docs, "B-Tree Indexes", "Implementation"), of which the tuple's
   * own header and padding take some.
   */
  private static final int LONG_KEY = 2_600;

  /** A search vector has at most 1 MiB; a lexeme takes its length and a few bytes. */
  private static final int LONG_TEXT = 128 * 1024;

  /** More changed keys are not remembered; the indexes themselves refuse what is missed. */
  private static final int MOST_KEYS = 200_000;

  private final TableMapping table;
  private final int longRow;
  private final List<TargetIndex> indexes;
  private final List<int[]> unique = new ArrayList<>();
  private final List<Long> longRows = new ArrayList<>();
  private final List<ReplacedKey> replaced = new ArrayList<>();
  private final Map<String, Long> seen = new HashMap<>();
  private final List<long[]> equal = new ArrayList<>();
  private final int[] lengths;
  private final int[] offsets;

  RowKeys(TableMapping table) {
    this.table = table;
    this.indexes = table.target().indexes();
    this.longRow =
        SearchStaging.isTarget(table)
            ? LONG_TEXT
            : indexes.isEmpty() ? Integer.MAX_VALUE : LONG_KEY;
    List<String> names = table.columns().stream().map(c -> c.target().name()).toList();
    for (TargetIndex index : indexes) {
      int[] places = index.columns().stream().mapToInt(names::indexOf).toArray();
      if (index.unique()
          && !index.partial()
          && places.length > 0
          && Arrays.stream(places).allMatch(p -> p >= 0)) {
        unique.add(places);
      }
    }
    this.lengths = new int[names.size()];
    this.offsets = new int[names.size()];
  }

  /**
   * Whether a row without replaced values need not be looked at.
   *
   * @param size its bytes once it is encoded
   */
  boolean isShort(long size) {
    return size <= longRow;
  }

  /**
   * Looks at a row that was just encoded.
   *
   * @param row the row
   * @param replacedColumns the target's names of the columns whose values were replaced in it
   * @param out holds it alone
   */
  void see(RowCursor row, Set<String> replacedColumns, CopyBuffer out) {
    boolean isLong = !isShort(out.size());
    if (!isLong && replacedColumns.isEmpty()) {
      return;
    }
    int at = Short.BYTES;
    byte[] bytes = out.array();
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] =
          (bytes[at] & 0xff) << 24
              | (bytes[at + 1] & 0xff) << 16
              | (bytes[at + 2] & 0xff) << 8
              | (bytes[at + 3] & 0xff);
      at += 4;
      offsets[i] = at;
      at += Math.max(0, lengths[i]);
    }
    if (isLong && mayBeTooLong()) {
      longRows.add(row.rowid());
    }
    if (!replacedColumns.isEmpty()) {
      unique.forEach(places -> changed(places, row, replacedColumns, bytes));
    }
  }

  private boolean mayBeTooLong() {
    if (SearchStaging.isTarget(table)) {
      return true;
    }
    List<String> names = table.columns().stream().map(c -> c.target().name()).toList();
    for (TargetIndex index : indexes) {
      long sum = 0;
      for (int i = 0; i < lengths.length; i++) {
        if (index.columns().isEmpty() || index.columns().contains(names.get(i))) {
          sum += Math.max(0, lengths[i]);
        }
      }
      if (sum > LONG_KEY) {
        return true;
      }
    }
    return false;
  }

  private void changed(int[] places, RowCursor row, Set<String> replacedColumns, byte[] bytes) {
    boolean touched = false;
    StringBuilder key = new StringBuilder(places[0] + "," + places.length);
    List<Object> values = new ArrayList<>();
    for (int place : places) {
      if (lengths[place] < 0) {
        return; // NULL is equal to nothing
      }
      ColumnMapping column = table.columns().get(place);
      String value = new String(bytes, offsets[place], lengths[place], StandardCharsets.ISO_8859_1);
      key.append('/').append(value.length()).append(':').append(value);
      if (replacedColumns.contains(column.target().name())) {
        touched = true;
        values.add(new String(bytes, offsets[place], lengths[place], StandardCharsets.UTF_8));
      } else {
        values.add(stored(row, column.sourceIndex()));
      }
    }
    if (!touched || seen.size() >= MOST_KEYS) {
      return;
    }
    Long other = seen.putIfAbsent(key.toString(), row.rowid());
    if (other != null) {
      equal.add(new long[] {other, row.rowid()});
      return;
    }
    List<String> columns =
        Arrays.stream(places).mapToObj(p -> table.columns().get(p).sourceName()).toList();
    replaced.add(new ReplacedKey(columns, row.rowid(), values));
  }

  private static Object stored(RowCursor row, int column) {
    return switch (row.storageClass(column)) {
      case NULL -> throw new IllegalStateException("NULL was looked at before");
      case INTEGER -> row.integer(column);
      case REAL -> row.real(column);
      case TEXT ->
          new String(
              row.buffer(column), row.offset(column), row.length(column), StandardCharsets.UTF_8);
      case BLOB ->
          Arrays.copyOfRange(
              row.buffer(column), row.offset(column), row.offset(column) + row.length(column));
    };
  }

  /** Rows that the server should be asked about. */
  List<Long> longRows() {
    return longRows;
  }

  /** Unique keys that replaced values have changed. */
  List<ReplacedKey> replacedKeys() {
    return replaced;
  }

  /** Pairs of rows that have the same unique key once values are replaced. */
  List<long[]> equalRows() {
    return equal;
  }

  /**
   * A unique key in which a value was replaced.
   *
   * @param columns its columns in the source
   * @param rowid the row
   * @param values what they are once replaced: Long, Double, String or bytes
   */
  record ReplacedKey(List<String> columns, long rowid, List<Object> values) {}
}
