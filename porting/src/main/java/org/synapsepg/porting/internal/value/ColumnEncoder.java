package org.synapsepg.porting.internal.value;

import jakarta.annotation.Nullable;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/**
 * Writes the values of one column as binary COPY wants them: a length, then the bytes. NULL is not
 * its business.
 */
abstract class ColumnEncoder {
  /**
   * Writes the value that the row has in the column.
   *
   * @param row the row
   * @param column the place of the value in the row
   * @param stored how it is stored; never NULL
   * @param out where it goes
   * @return null if it was written; otherwise why it does not fit, and nothing was written
   */
  abstract @Nullable BadValue encode(
      RowCursor row, int column, StorageClass stored, CopyBuffer out);

  /**
   * Writes the nearest value that the column can hold.
   *
   * @param defect why the value itself does not fit
   * @param row the row
   * @param column the place of the value in the row
   * @param out where it goes
   * @return false if there is none, and nothing was written
   */
  boolean encodeNearest(BadValue defect, RowCursor row, int column, CopyBuffer out) {
    return false;
  }

  static ColumnEncoder of(ColumnMapping column, boolean search, RealText realText) {
    return switch (column.type()) {
      case BOOL -> new BooleanEncoder();
      case INT2 -> new IntegerEncoder(2);
      case INT4 -> new IntegerEncoder(4);
      case INT8 -> new IntegerEncoder(8);
      case FLOAT4 -> new FloatEncoder(4);
      case FLOAT8 -> new FloatEncoder(8);
      case TEXT -> new TextEncoder(column.target().maxCharacters(), search, realText);
      case BYTEA -> new BytesEncoder();
      case JSON -> new JsonEncoder(false, realText);
      case JSONB -> new JsonEncoder(true, realText);
    };
  }
}
