package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Where the fields of a record are and how they are stored (SQLite documentation, "Database File
 * Format", 2.1 "Record Format"). For one thread; nothing is allocated per record.
 */
final class RecordFields {
  static final int NULL = 0;
  static final int REAL = 7;
  static final int ZERO = 8;
  static final int ONE = 9;
  static final int BLOB = 12;
  static final int TEXT = 13;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte[] SIZES = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

  private final Varint varint = new Varint();
  private final int[] kinds;
  private final int[] starts;
  private final int[] lengths;
  private byte[] bytes = {};
  private int count;

  RecordFields(int width) {
    kinds = new int[width];
    starts = new int[width];
    lengths = new int[width];
  }

  /** Reads a record's header; what is wrong with it in words, or null. */
  @Nullable
  String parse(byte[] record, int at, int size) {
    bytes = record;
    count = 0;
    int end = at + size;
    int next = varint.read(record, at, end);
    long headerSize = varint.value();
    if (next > end || headerSize < next - at || headerSize > size) {
      return "its header claims " + headerSize + " of " + size + " bytes";
    }
    int headerEnd = at + (int) headerSize;
    int data = headerEnd;
    int fields = 0;
    while (next < headerEnd) {
      next = varint.read(record, next, headerEnd);
      long type = varint.value();
      long length = type >= 12 ? (type - 12) >>> 1 : type < 0 || type > 9 ? -1 : SIZES[(int) type];
      if (next > headerEnd || length < 0 || length > end - data) {
        return "its field " + fields + " of type " + type + " goes beyond its end";
      }
      if (fields < kinds.length) {
        kinds[fields] = type >= 12 ? BLOB + (int) (type & 1) : (int) type;
        starts[fields] = data;
        lengths[fields] = (int) length;
        if (type == REAL && Double.isNaN(real(fields))) {
          kinds[fields] = NULL;
        }
      }
      fields++;
      data += (int) length;
    }
    if (data != end) {
      return "its fields take " + (data - at) + " of " + size + " bytes";
    }
    count = Math.min(fields, kinds.length);
    return null;
  }

  /** How many of the wanted fields the record has. */
  int count() {
    return count;
  }

  /** How a field is stored; a number that is none is NULL, as SQLite has it. */
  int kind(int field) {
    return kinds[field];
  }

  int start(int field) {
    return starts[field];
  }

  int length(int field) {
    return lengths[field];
  }

  byte[] bytes() {
    return bytes;
  }

  long integer(int field) {
    int at = starts[field];
    return switch (kinds[field]) {
      case 1 -> bytes[at];
      case 2 -> (bytes[at] << 8) | (bytes[at + 1] & 0xff);
      case 3 -> (bytes[at] << 16) | FileHeader.u16(bytes, at + 1);
      case 4 -> (int) INT.get(bytes, at);
      case 5 -> ((long) FileHeader.u16(bytes, at) << 48 >> 16) | FileHeader.u32(bytes, at + 2);
      case 6 -> (long) LONG.get(bytes, at);
      case ONE -> 1;
      default -> 0;
    };
  }

  double real(int field) {
    return Double.longBitsToDouble((long) LONG.get(bytes, starts[field]));
  }
}
