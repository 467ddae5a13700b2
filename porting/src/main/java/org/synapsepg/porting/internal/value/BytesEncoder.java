package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/** {@code bytea}: blobs as they are, text as its UTF-8 bytes. */
final class BytesEncoder extends ColumnEncoder {
  @Override
  @Nullable
  BadValue encode(RowCursor row, int column, StorageClass stored, CopyBuffer out) {
    if (stored != StorageClass.BLOB && stored != StorageClass.TEXT) {
      return BadValue.TYPE;
    }
    out.putSized(row.buffer(column), row.offset(column), row.length(column));
    return null;
  }
}
