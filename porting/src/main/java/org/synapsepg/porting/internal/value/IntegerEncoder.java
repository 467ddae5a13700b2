package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/**
 * {@code smallint}, {@code integer}, {@code bigint}: integers, reals without a fraction, and text
 * that is exactly how an integer is written.
 */
final class IntegerEncoder extends ColumnEncoder {
  /** The most digits that a bigint can have. */
  private static final int MOST_DIGITS = 19;

  private final int width;
  private final long least;
  private final long most;

  IntegerEncoder(int width) {
    this.width = width;
    this.most = width == 8 ? Long.MAX_VALUE : (1L << (8 * width - 1)) - 1;
    this.least = -most - 1;
  }

  @Override
  @Nullable
  BadValue encode(RowCursor row, int column, StorageClass stored, CopyBuffer out) {
    return switch (stored) {
      case INTEGER -> put(row.integer(column), out);
      case REAL -> putReal(row.real(column), out);
      case TEXT -> putText(row.buffer(column), row.offset(column), row.length(column), out);
      case BLOB, NULL -> BadValue.TYPE;
    };
  }

  private @Nullable BadValue put(long number, CopyBuffer out) {
    if (number < least || number > most) {
      return BadValue.RANGE;
    }
    out.putInt(width);
    switch (width) {
      case 2 -> out.putShort((int) number);
      case 4 -> out.putInt((int) number);
      default -> out.putLong(number);
    }
    return null;
  }

  private @Nullable BadValue putReal(double number, CopyBuffer out) {
    if (Math.rint(number) != number) {
      return BadValue.TYPE;
    }
    // 2^63 itself is a double, but no bigint; below it the conversion is exact.
    return number >= 0x1p63 || number < -0x1p63 ? BadValue.RANGE : put((long) number, out);
  }

  private @Nullable BadValue putText(byte[] bytes, int offset, int length, CopyBuffer out) {
    boolean negative = length > 0 && bytes[offset] == '-';
    int digits = negative ? length - 1 : length;
    int at = negative ? offset + 1 : offset;
    if (digits == 0 || (bytes[at] == '0' && length > 1)) {
      return BadValue.TYPE;
    }
    long number = 0;
    boolean fits = digits <= MOST_DIGITS;
    for (int i = at; i < at + digits; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return BadValue.TYPE;
      }
      // Summed below zero, where one more number fits.
      fits = fits && number >= (Long.MIN_VALUE + digit) / 10;
      number = fits ? number * 10 - digit : number;
    }
    if (!fits || (!negative && number == Long.MIN_VALUE)) {
      return BadValue.RANGE;
    }
    return put(negative ? number : -number, out);
  }
}
