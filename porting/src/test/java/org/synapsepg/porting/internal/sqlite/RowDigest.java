package org.synapsepg.porting.internal.sqlite;

import java.util.Arrays;
import java.util.HexFormat;

/** What rows hold, as a number to compare or as text to look at. */
final class RowDigest {
  private RowDigest() {}

  /** Everything that the cursor gives: order, rowids, classes, values to the bit. */
  static long of(RowCursor rows) {
    long sum = 17;
    while (rows.next()) {
      sum = mix(sum, rows.rowid());
      for (int i = 0; i < rows.columns(); i++) {
        StorageClass storage = rows.storageClass(i);
        sum = mix(sum, storage.name().hashCode());
        switch (storage) {
          case NULL -> sum = mix(sum, 1);
          case INTEGER -> sum = mix(sum, rows.integer(i));
          case REAL -> sum = mix(sum, Double.doubleToRawLongBits(rows.real(i)));
          case TEXT, BLOB -> {
            byte[] bytes = rows.buffer(i);
            int from = rows.offset(i);
            int length = rows.length(i);
            sum = mix(sum, length);
            for (int k = from; k < from + length; k++) {
              sum = sum * 31 + bytes[k];
            }
          }
        }
      }
    }
    return sum;
  }

  private static long mix(long sum, long value) {
    return Long.rotateLeft(sum * 0x9e3779b97f4a7c15L ^ value, 23) + 0x632be59bd9b4e019L;
  }

  /** The row that a cursor is at. */
  static String describe(RowCursor rows) {
    StringBuilder text = new StringBuilder().append(rows.rowid());
    for (int i = 0; i < rows.columns(); i++) {
      text.append(" | ").append(rows.storageClass(i)).append(' ');
      switch (rows.storageClass(i)) {
        case NULL -> text.append('-');
        case INTEGER -> text.append(rows.integer(i));
        case REAL -> text.append(rows.real(i));
        case TEXT, BLOB -> {
          byte[] value =
              Arrays.copyOfRange(rows.buffer(i), rows.offset(i), rows.offset(i) + rows.length(i));
          String hex = HexFormat.of().formatHex(value, 0, Math.min(40, value.length));
          text.append(value.length).append(' ').append(hex).append(' ');
          text.append(Arrays.hashCode(value));
        }
      }
    }
    return text.toString();
  }

  /** The first row in which two cursors differ, in words; empty when there is none. */
  static String difference(RowCursor ours, RowCursor theirs) {
    int row = 0;
    while (true) {
      boolean more = ours.next();
      if (more != theirs.next()) {
        return "after " + row + " rows only " + (more ? "ours" : "SQLite") + " has another";
      }
      if (!more) {
        return "";
      }
      String left = describe(ours);
      String right = describe(theirs);
      if (!left.equals(right)) {
        return "row " + row + "\n  ours   " + left + "\n  SQLite " + right;
      }
      row++;
    }
  }
}
