package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/** {@code real} and {@code double precision}: numbers that keep their value. */
final class FloatEncoder extends ColumnEncoder {
  private final int width;

  FloatEncoder(int width) {
    this.width = width;
  }

  @Override
  @Nullable
  BadValue encode(RowCursor row, int column, StorageClass stored, CopyBuffer out) {
    double number;
    if (stored == StorageClass.REAL) {
      number = row.real(column);
    } else if (stored == StorageClass.INTEGER) {
      number = row.integer(column);
      if (row.integer(column) == Long.MAX_VALUE || (long) number != row.integer(column)) {
        return BadValue.RANGE;
      }
    } else {
      return BadValue.TYPE;
    }
    if (width == 4 && (double) (float) number != number) {
      return BadValue.RANGE;
    }
    out.putInt(width);
    if (width == 4) {
      out.putInt(Float.floatToRawIntBits((float) number));
    } else {
      out.putLong(Double.doubleToRawLongBits(number));
    }
    return null;
  }
}
