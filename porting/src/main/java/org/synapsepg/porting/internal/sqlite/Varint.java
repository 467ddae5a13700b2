package org.synapsepg.porting.internal.sqlite;

/**
 * SQLite's variable-length integer: seven bits a byte, high ones first, all eight of a ninth byte.
 * Holds the value last read. For one thread.
 */
final class Varint {
  private long value;

  long value() {
    return value;
  }

  /**
   * Reads a number; gives the index behind it, which is beyond {@code end} when the number is cut
   * off there.
   */
  int read(byte[] bytes, int at, int end) {
    if (at >= end) {
      value = 0;
      return end + 1;
    }
    int first = bytes[at];
    if (first >= 0) {
      value = first;
      return at + 1;
    }
    return readLong(bytes, at, end);
  }

  private int readLong(byte[] bytes, int start, int end) {
    long number = 0;
    int at = start;
    for (int i = 0; i < 8; i++) {
      if (at >= end) {
        value = 0;
        return end + 1;
      }
      int next = bytes[at++];
      number = (number << 7) | (next & 0x7f);
      if (next >= 0) {
        value = number;
        return at;
      }
    }
    if (at >= end) {
      value = 0;
      return end + 1;
    }
    value = (number << 8) | (bytes[at] & 0xff);
    return at + 1;
  }
}
