package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/**
 * {@code text} and its kin: text as it is, blobs that are valid UTF-8, numbers as SQLite writes
 * them.
 */
final class TextEncoder extends ColumnEncoder {
  private final int maxCharacters;
  private final boolean nulIsSpace;
  private final RealText realText;

  /**
   * An encoder.
   *
   * @param maxCharacters the most characters; -1 for any number
   * @param nulIsSpace whether U+0000 is written as a space, which is no defect then
   * @param realText how SQLite writes real numbers
   */
  TextEncoder(int maxCharacters, boolean nulIsSpace, RealText realText) {
    this.maxCharacters = maxCharacters;
    this.nulIsSpace = nulIsSpace;
    this.realText = realText;
  }

  @Override
  @Nullable
  BadValue encode(RowCursor row, int column, StorageClass stored, CopyBuffer out) {
    if (stored == StorageClass.TEXT || stored == StorageClass.BLOB) {
      return put(row.buffer(column), row.offset(column), row.length(column), out);
    }
    byte[] digits = number(row, column, stored);
    return put(digits, 0, digits.length, out);
  }

  private byte[] number(RowCursor row, int column, StorageClass stored) {
    String text =
        stored == StorageClass.INTEGER
            ? Long.toString(row.integer(column))
            : realText.render(row.real(column));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private @Nullable BadValue put(byte[] bytes, int offset, int length, CopyBuffer out) {
    int state = Utf8.check(bytes, offset, length);
    if (state == Utf8.HAS_NUL && nulIsSpace) {
      int start = out.size() + 4;
      out.putSized(bytes, offset, length);
      out.replace(start, (byte) 0, (byte) ' ');
      return null;
    }
    if (state != Utf8.CLEAN) {
      return state == Utf8.HAS_NUL ? BadValue.NUL : BadValue.ENCODING;
    }
    if (maxCharacters >= 0 && Utf8.characters(bytes, offset, length) > maxCharacters) {
      return BadValue.LENGTH;
    }
    out.putSized(bytes, offset, length);
    return null;
  }

  @Override
  boolean encodeNearest(BadValue defect, RowCursor row, int column, CopyBuffer out) {
    StorageClass stored = row.storageClass(column);
    int length = out.size();
    out.putInt(0);
    if (stored == StorageClass.TEXT || stored == StorageClass.BLOB) {
      Utf8.putRepaired(row.buffer(column), row.offset(column), row.length(column), out);
    } else {
      byte[] digits = number(row, column, stored);
      out.putBytes(digits, 0, digits.length);
    }
    int from = length + 4;
    if (maxCharacters >= 0) {
      out.truncate(from + Utf8.bytesOf(maxCharacters, out.array(), from, out.size() - from));
    }
    out.setInt(length, out.size() - from);
    return true;
  }
}
