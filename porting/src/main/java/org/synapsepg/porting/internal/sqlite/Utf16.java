package org.synapsepg.porting.internal.sqlite;

import java.util.Arrays;

/**
 * Text from the database's encoding into UTF-8. A surrogate without its other half becomes the
 * three bytes that UTF-8 forbids, so that the value shows as what it is, invalid, and is not
 * replaced in silence.
 */
enum Utf16 {
  /** The database is in UTF-8: bytes stay as they are. */
  NO,
  /** UTF-16, low byte first. */
  LITTLE_ENDIAN,
  /** UTF-16, high byte first. */
  BIG_ENDIAN;

  static Utf16 ofEncoding(int encoding) {
    return encoding == 2 ? LITTLE_ENDIAN : encoding == 3 ? BIG_ENDIAN : NO;
  }

  byte[] toUtf8(byte[] text) {
    if (this == NO) {
      return text;
    }
    byte[] out = new byte[mostBytes(text.length)];
    return Arrays.copyOf(out, toUtf8(text, 0, text.length, out, 0));
  }

  /** How long the result can be at most. */
  static int mostBytes(int length) {
    return Math.toIntExact((long) (length / 2) * 3);
  }

  /** Writes the text at a place and gives the number of bytes written; an odd last byte is none. */
  int toUtf8(byte[] text, int from, int length, byte[] out, int at) {
    int end = from + (length & ~1);
    int to = at;
    int i = from;
    while (i < end) {
      int unit = unit(text, i);
      i += 2;
      if (unit < 0x80) {
        out[to++] = (byte) unit;
      } else if (unit < 0x800) {
        out[to++] = (byte) (0xc0 | (unit >> 6));
        out[to++] = tail(unit);
      } else if (unit >= 0xd800 && unit < 0xdc00 && i < end && isLow(unit(text, i))) {
        int point = 0x10000 + ((unit & 0x3ff) << 10) + (unit(text, i) & 0x3ff);
        i += 2;
        out[to++] = (byte) (0xf0 | (point >> 18));
        out[to++] = tail(point >> 12);
        out[to++] = tail(point >> 6);
        out[to++] = tail(point);
      } else {
        out[to++] = (byte) (0xe0 | (unit >> 12));
        out[to++] = tail(unit >> 6);
        out[to++] = tail(unit);
      }
    }
    return to - at;
  }

  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }

  private static boolean isLow(int unit) {
    return unit >= 0xdc00 && unit < 0xe000;
  }

  private int unit(byte[] text, int at) {
    int first = text[at] & 0xff;
    int second = text[at + 1] & 0xff;
    return this == LITTLE_ENDIAN ? first | (second << 8) : (first << 8) | second;
  }
}
