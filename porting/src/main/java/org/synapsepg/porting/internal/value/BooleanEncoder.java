package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/** {@code boolean}: 0 and 1, and nothing else. */
final class BooleanEncoder extends ColumnEncoder {
  @Override
  @Nullable
  BadValue encode(RowCursor row, int column, StorageClass stored, CopyBuffer out) {
    boolean one;
    boolean zero;
    if (stored == StorageClass.INTEGER) {
      one = row.integer(column) == 1;
      zero = row.integer(column) == 0;
    } else if (stored == StorageClass.REAL) {
      one = row.real(column) == 1;
      zero = row.real(column) == 0;
    } else {
      return BadValue.TYPE;
    }
    if (!one && !zero) {
      return BadValue.TYPE;
    }
    out.putInt(1);
    out.putByte(one ? 1 : 0);
    return null;
  }
}
