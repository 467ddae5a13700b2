package org.synapsepg.porting.internal.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A fast 64-bit checksum of bytes, to notice that a page changed; no protection against somebody
 * who wants two pages to look alike. Its values are stored, so the function must stay as it is.
 */
final class PageHash {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long A = 0x9e3779b97f4a7c15L;
  private static final long B = 0xc2b2ae3d27d4eb4fL;
  private static final long C = 0xff51afd7ed558ccdL;

  private PageHash() {}

  /** The checksum of bytes after what was hashed before. */
  static long add(long before, byte[] bytes, int from, int length) {
    long a = before + A;
    long b = before ^ B;
    long c = before - C;
    long d = before + length;
    int at = from;
    int end = from + length;
    for (; at <= end - 32; at += 32) {
      a = Long.rotateLeft(a + (long) LONG.get(bytes, at) * B, 31) * A;
      b = Long.rotateLeft(b + (long) LONG.get(bytes, at + 8) * B, 31) * A;
      c = Long.rotateLeft(c + (long) LONG.get(bytes, at + 16) * B, 31) * A;
      d = Long.rotateLeft(d + (long) LONG.get(bytes, at + 24) * B, 31) * A;
    }
    long sum =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    for (; at <= end - 8; at += 8) {
      sum = Long.rotateLeft(sum ^ ((long) LONG.get(bytes, at) * B), 27) * A + C;
    }
    for (; at < end; at++) {
      sum = Long.rotateLeft(sum ^ ((bytes[at] & 0xff) * C), 11) * A;
    }
    return mix(sum);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * C;
    mixed = (mixed ^ (mixed >>> 29)) * B;
    return mixed ^ (mixed >>> 32);
  }
}
