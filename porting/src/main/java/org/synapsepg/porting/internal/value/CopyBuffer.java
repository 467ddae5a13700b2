package org.synapsepg.porting.internal.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes on their way into a COPY, numbers in network byte order. It grows to the largest row and is
 * used again and again. For one thread.
 */
public final class CopyBuffer {
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** {@code PGCOPY\n\377\r\n\0}, then no flags and no header extension. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  /** The largest array that every Java virtual machine can make. */
  private static final int LARGEST = Integer.MAX_VALUE - 16;

  private byte[] bytes;
  private int size;

  /**
   * An empty buffer.
   *
   * @param capacity the bytes that it holds before it grows
   */
  public CopyBuffer(int capacity) {
    bytes = new byte[Math.max(capacity, 64)];
  }

  /** The array behind the buffer; its first {@link #size()} bytes are the content. */
  public byte[] array() {
    return bytes;
  }

  /** How many bytes were put. */
  public int size() {
    return size;
  }

  /** Forgets everything that was put after a moment when {@link #size()} was {@code length}. */
  public void truncate(int length) {
    size = length;
  }

  /** Forgets everything. An array that a giant row has blown up is given back. */
  public void clear(int keepAtMost) {
    size = 0;
    if (bytes.length > keepAtMost) {
      bytes = new byte[keepAtMost];
    }
  }

  /** Puts what a binary COPY begins with. */
  public void putHeader() {
    putBytes(HEADER, 0, HEADER.length);
  }

  /** Puts what a binary COPY ends with. */
  public void putTrailer() {
    putShort(-1);
  }

  /** Puts one byte. */
  public void putByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Puts two bytes. */
  public void putShort(int value) {
    reserve(2);
    SHORTS.set(bytes, size, (short) value);
    size += 2;
  }

  /** Puts four bytes. */
  public void putInt(int value) {
    reserve(4);
    INTS.set(bytes, size, value);
    size += 4;
  }

  /** Puts eight bytes. */
  public void putLong(long value) {
    reserve(8);
    LONGS.set(bytes, size, value);
    size += 8;
  }

  /** Puts a length and as many bytes of an array. */
  public void putSized(byte[] from, int offset, int length) {
    reserve(length + 4);
    INTS.set(bytes, size, length);
    System.arraycopy(from, offset, bytes, size + 4, length);
    size += length + 4;
  }

  /** Puts bytes of an array. */
  public void putBytes(byte[] from, int offset, int length) {
    reserve(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /** Overwrites the four bytes at a place, which {@link #putInt} put earlier. */
  public void setInt(int place, int value) {
    INTS.set(bytes, place, value);
  }

  /** Overwrites each byte of one value that was put since a place with another. */
  void replace(int from, byte wanted, byte other) {
    for (int i = from; i < size; i++) {
      if (bytes[i] == wanted) {
        bytes[i] = other;
      }
    }
  }

  private void reserve(int more) {
    if (more > bytes.length - size) {
      grow(more);
    }
  }

  private void grow(int more) {
    long needed = (long) size + more;
    if (more < 0 || needed > LARGEST) {
      throw new IllegalStateException("a row of " + needed + " bytes is beyond what COPY can take");
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, bytes.length * 2L)));
  }
}
