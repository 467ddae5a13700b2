package org.synapsepg.porting.internal.verify;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * PostgreSQL's 64-bit hash functions, as a little-endian server computes them: {@code
 * hashtextextended}, {@code hashint8extended}, {@code hashint4extended} and, through {@code
 * hash_record_extended}, that of bytea. All rest on Bob Jenkins' public-domain lookup3 (2006), with
 * the start value that PostgreSQL gives it.
 *
 * <p>Whether the server at hand agrees is never assumed: {@link HashProbe} asks it first.
 *
 * <p>Original: PostgreSQL, "src/common/hashfn.c" and "src/backend/access/hash/hashfunc.c". No
 * method allocates. Stateless.
 */
final class PgHash {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int START = 0x9e3779b9 + 3923095;

  private PgHash() {}

  /**
   * What {@code hashtextextended(value, seed)} gives for text whose UTF-8 bytes are these, and what
   * {@code hash_record_extended(ROW(value), seed)} gives for such a bytea.
   */
  static long bytes(byte[] data, int offset, int length, long seed) {
    int a = START + length;
    int b = a;
    int c = a;
    if (seed != 0) {
      a += (int) (seed >>> 32);
      b += (int) seed;
      // one round of mixing, written out: Java has no reference parameters
      a -= c;
      a ^= Integer.rotateLeft(c, 4);
      c += b;
      b -= a;
      b ^= Integer.rotateLeft(a, 6);
      a += c;
      c -= b;
      c ^= Integer.rotateLeft(b, 8);
      b += a;
      a -= c;
      a ^= Integer.rotateLeft(c, 16);
      c += b;
      b -= a;
      b ^= Integer.rotateLeft(a, 19);
      a += c;
      c -= b;
      c ^= Integer.rotateLeft(b, 4);
      b += a;
    }
    int at = offset;
    int left = length;
    while (left >= 12) {
      a += (int) INT.get(data, at);
      b += (int) INT.get(data, at + 4);
      c += (int) INT.get(data, at + 8);
      a -= c;
      a ^= Integer.rotateLeft(c, 4);
      c += b;
      b -= a;
      b ^= Integer.rotateLeft(a, 6);
      a += c;
      c -= b;
      c ^= Integer.rotateLeft(b, 8);
      b += a;
      a -= c;
      a ^= Integer.rotateLeft(c, 16);
      c += b;
      b -= a;
      b ^= Integer.rotateLeft(a, 19);
      a += c;
      c -= b;
      c ^= Integer.rotateLeft(b, 4);
      b += a;
      at += 12;
      left -= 12;
    }
    // The lowest byte of the third word is left out: it stands for the length.
    if (left > 8) {
      a += (int) INT.get(data, at);
      b += (int) INT.get(data, at + 4);
      c += tail(data, at + 8, left - 8) << 8;
    } else if (left > 4) {
      a += (int) INT.get(data, at);
      b += left == 8 ? (int) INT.get(data, at + 4) : tail(data, at + 4, left - 4);
    } else if (left > 0) {
      a += left == 4 ? (int) INT.get(data, at) : tail(data, at, left);
    }
    return last(a, b, c);
  }

  /** Up to three bytes as the low bytes of a word. */
  private static int tail(byte[] data, int at, int count) {
    int word = data[at] & 0xff;
    if (count > 1) {
      word |= (data[at + 1] & 0xff) << 8;
    }
    if (count > 2) {
      word |= (data[at + 2] & 0xff) << 16;
    }
    return word;
  }

  /** What {@code hashint4extended(value, seed)} gives; {@code hashint2extended} likewise. */
  static long int4(int value, long seed) {
    int a = START + 4;
    int b = a;
    int c = a;
    if (seed != 0) {
      a += (int) (seed >>> 32);
      b += (int) seed;
      a -= c;
      a ^= Integer.rotateLeft(c, 4);
      c += b;
      b -= a;
      b ^= Integer.rotateLeft(a, 6);
      a += c;
      c -= b;
      c ^= Integer.rotateLeft(b, 8);
      b += a;
      a -= c;
      a ^= Integer.rotateLeft(c, 16);
      c += b;
      b -= a;
      b ^= Integer.rotateLeft(a, 19);
      a += c;
      c -= b;
      c ^= Integer.rotateLeft(b, 4);
      b += a;
    }
    return last(a + value, b, c);
  }

  /**
   * What {@code hashint8extended(value, seed)} gives. The server folds the two halves into one word
   * first, so that equal numbers of different widths hash alike; different numbers may therefore
   * hash alike by construction (0 and 2^32+1), and a digest must not rest on this alone.
   */
  static long int8(long value, long seed) {
    int low = (int) value;
    int high = (int) (value >>> 32);
    return int4(low ^ (value >= 0 ? high : ~high), seed);
  }

  private static long last(int first, int second, int third) {
    int a = first;
    int b = second;
    int c = third;
    c ^= b;
    c -= Integer.rotateLeft(b, 14);
    a ^= c;
    a -= Integer.rotateLeft(c, 11);
    b ^= a;
    b -= Integer.rotateLeft(a, 25);
    c ^= b;
    c -= Integer.rotateLeft(b, 16);
    a ^= c;
    a -= Integer.rotateLeft(c, 4);
    b ^= a;
    b -= Integer.rotateLeft(a, 14);
    c ^= b;
    c -= Integer.rotateLeft(b, 24);
    return ((long) b << 32) | (c & 0xffffffffL);
  }
}
