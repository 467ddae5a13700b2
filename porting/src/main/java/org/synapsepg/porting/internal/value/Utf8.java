package org.synapsepg.porting.internal.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Strict UTF-8 (Unicode Standard, table 3-7): no overlong forms, no surrogates, nothing above
 * U+10FFFF; the same that PostgreSQL accepts in a database with encoding UTF8, U+0000 apart.
 */
public final class Utf8 {
  /** Valid, and without U+0000. */
  public static final int CLEAN = 0;

  /** Valid, but with U+0000. */
  public static final int HAS_NUL = 1;

  /** Not valid. */
  public static final int INVALID = 2;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x0101010101010101L;

  private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

  private Utf8() {}

  /** Looks at all bytes; says {@link #CLEAN}, {@link #HAS_NUL} or {@link #INVALID}. */
  public static int check(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    int result = CLEAN;
    while (at < end) {
      if (end - at >= 32 && isPlain(bytes, at)) {
        at += 32;
        continue;
      }
      if (end - at >= 8) {
        long eight = (long) LONGS.get(bytes, at);
        // All bits clear means: eight characters of ASCII, none of them U+0000.
        if (((eight | (eight - LOW_BITS)) & HIGH_BITS) == 0) {
          at += 8;
          continue;
        }
      }
      if (bytes[at] == 0) {
        result = HAS_NUL;
        at++;
      } else if (bytes[at] > 0) {
        at++;
      } else {
        int width = sequence(bytes, at, end);
        if (width < 0) {
          return INVALID;
        }
        at += width;
      }
    }
    return result;
  }

  /** The same of 32 bytes at once, for most text is ASCII. */
  private static boolean isPlain(byte[] bytes, int at) {
    long a = (long) LONGS.get(bytes, at);
    long b = (long) LONGS.get(bytes, at + 8);
    long c = (long) LONGS.get(bytes, at + 16);
    long d = (long) LONGS.get(bytes, at + 24);
    long any = a | b | c | d | (a - LOW_BITS) | (b - LOW_BITS) | (c - LOW_BITS) | (d - LOW_BITS);
    return (any & HIGH_BITS) == 0;
  }

  /** Counts the characters of valid text. */
  public static int characters(byte[] bytes, int offset, int length) {
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        count++;
      }
    }
    return count;
  }

  /** How many bytes the first so many characters of valid text take; all, if there are fewer. */
  static int bytesOf(int characters, byte[] bytes, int offset, int length) {
    int count = 0;
    for (int i = offset; i < offset + length; i++) {
      if ((bytes[i] & 0xC0) != 0x80 && ++count > characters) {
        return i - offset;
      }
    }
    return length;
  }

  /** Puts the text with U+FFFD for U+0000 and for each maximal part that is not valid. */
  static void putRepaired(byte[] bytes, int offset, int length, CopyBuffer out) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int width = bytes[at] == 0 ? -1 : bytes[at] > 0 ? 1 : sequence(bytes, at, end);
      if (width < 0) {
        out.putBytes(REPLACEMENT, 0, REPLACEMENT.length);
        at -= width;
      } else {
        out.putBytes(bytes, at, width);
        at += width;
      }
    }
  }

  /**
   * The width of the sequence that begins with a byte above 0x7F; the negative width of the longest
   * beginning of a valid sequence (at least -1) if it is not valid.
   */
  private static int sequence(byte[] bytes, int at, int end) {
    int lead = bytes[at] & 0xFF;
    int low = 0x80;
    int high = 0xBF;
    int width;
    if (lead >= 0xC2 && lead <= 0xDF) {
      width = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      width = 3;
      low = lead == 0xE0 ? 0xA0 : low;
      high = lead == 0xED ? 0x9F : high;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      width = 4;
      low = lead == 0xF0 ? 0x90 : low;
      high = lead == 0xF4 ? 0x8F : high;
    } else {
      return -1;
    }
    for (int i = 1; i < width; i++) {
      int next = at + i < end ? bytes[at + i] & 0xFF : -1;
      if (next < low || next > high) {
        return -i;
      }
      low = 0x80;
      high = 0xBF;
    }
    return width;
  }
}
