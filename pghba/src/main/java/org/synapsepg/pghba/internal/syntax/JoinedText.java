package org.synapsepg.pghba.internal.syntax;

import java.util.Arrays;

/** What the server has collected of a logical line so far. */
final class JoinedText {
  private char[] chars = new char[256];
  private int[] offsets = new int[256];
  private byte[] sizes = new byte[256];
  private int length;
  private int bytes;

  void append(char c, int offset, int size) {
    if (length == chars.length) {
      chars = Arrays.copyOf(chars, length * 2);
      offsets = Arrays.copyOf(offsets, length * 2);
      sizes = Arrays.copyOf(sizes, length * 2);
    }
    chars[length] = c;
    offsets[length] = offset;
    sizes[length] = (byte) size;
    length++;
    bytes += size;
  }

  void drop() {
    length--;
    bytes -= sizes[length];
  }

  void stripLineEnd() {
    while (length > 0 && (chars[length - 1] == '\n' || chars[length - 1] == '\r')) {
      drop();
    }
  }

  char last() {
    return chars[length - 1];
  }

  int length() {
    return length;
  }

  int bytes() {
    return bytes;
  }

  LogicalLine toLine(String source, int from, int counted) {
    int[] relative = new int[length];
    for (int i = 0; i < length; i++) {
      relative[i] = offsets[i] - from;
    }
    return LogicalLine.joined(source, new String(chars, 0, length), relative, counted);
  }
}
