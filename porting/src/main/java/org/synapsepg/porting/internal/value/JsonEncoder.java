package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/**
 * {@code jsonb} and {@code json}: JSON text; also numbers, for SQLite makes one of JSON text that
 * is nothing but a number where the declared type gives numeric affinity, as {@code JSONB} does.
 */
final class JsonEncoder extends ColumnEncoder {
  /** The version that {@code jsonb_recv} knows. */
  private static final int JSONB_VERSION = 1;

  private final boolean binary;
  private final RealText realText;
  private int rewritten;

  JsonEncoder(boolean binary, RealText realText) {
    this.binary = binary;
    this.realText = realText;
  }

  @Override
  @Nullable
  BadValue encode(RowCursor row, int column, StorageClass stored, CopyBuffer out) {
    byte[] bytes = text(row, column, stored);
    int state = Utf8.check(bytes, 0, bytes.length);
    if (state == Utf8.INVALID) {
      return BadValue.ENCODING;
    }
    JsonText json = JsonText.parse(new String(bytes, StandardCharsets.UTF_8));
    if (binary && (json.hasUnstorable() || state == Utf8.HAS_NUL)) {
      return BadValue.NUL;
    }
    if (!json.isValid() || (binary && json.wouldChange())) {
      return BadValue.JSON;
    }
    rewritten = json.rewrittenNumbers();
    put(bytes, out);
    return null;
  }

  /** How many numbers of the value last written {@code jsonb} writes in another way. */
  int rewrittenNumbers() {
    return rewritten;
  }

  @Override
  boolean encodeNearest(BadValue defect, RowCursor row, int column, CopyBuffer out) {
    if (defect != BadValue.NUL && defect != BadValue.ENCODING) {
      return false;
    }
    byte[] bytes = text(row, column, row.storageClass(column));
    CopyBuffer valid = new CopyBuffer(bytes.length + 64);
    Utf8.putRepaired(bytes, 0, bytes.length, valid);
    String text = new String(valid.array(), 0, valid.size(), StandardCharsets.UTF_8);
    JsonText repaired = JsonText.parse(binary ? JsonText.withoutUnstorable(text) : text);
    if (!repaired.isValid() || (binary && repaired.wouldChange())) {
      return false;
    }
    put(repaired.text().getBytes(StandardCharsets.UTF_8), out);
    return true;
  }

  private byte[] text(RowCursor row, int column, StorageClass stored) {
    if (stored == StorageClass.TEXT || stored == StorageClass.BLOB) {
      int offset = row.offset(column);
      return java.util.Arrays.copyOfRange(row.buffer(column), offset, offset + row.length(column));
    }
    String number =
        stored == StorageClass.INTEGER
            ? Long.toString(row.integer(column))
            : realText.render(row.real(column));
    return number.getBytes(StandardCharsets.UTF_8);
  }

  private void put(byte[] bytes, CopyBuffer out) {
    out.putInt(binary ? bytes.length + 1 : bytes.length);
    if (binary) {
      out.putByte(JSONB_VERSION);
    }
    out.putBytes(bytes, 0, bytes.length);
  }
}
