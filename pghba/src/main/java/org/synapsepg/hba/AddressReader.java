package org.synapsepg.hba;

import jakarta.annotation.Nullable;

/**
 * Numeric addresses and masks as the GNU C library reads them for the server ({@code getaddrinfo}
 * with {@code AI_NUMERICHOST}): the forms of {@code inet_aton} with one to four parts in decimal,
 * octal or hexadecimal, and {@code inet_pton} for IPv6 with an optional zone.
 */
final class AddressReader {
  private AddressReader() {}

  /** The address, or null if the C library does not take the text for a numeric one. */
  static @Nullable IpAddress numeric(String text) {
    if (text.isEmpty()) {
      return null;
    }
    IpAddress four = ipv4(text);
    return four != null ? four : ipv6(text);
  }

  static @Nullable IpAddress ipv4(String text) {
    long[] parts = new long[4];
    int count = 0;
    int at = 0;
    while (true) {
      if (at >= text.length() || !isDigit(text.charAt(at))) {
        return null;
      }
      int from = at;
      int base = 10;
      if (text.charAt(at) == '0') {
        boolean hex =
            at + 2 < text.length()
                && (text.charAt(at + 1) == 'x' || text.charAt(at + 1) == 'X')
                && Character.digit(text.charAt(at + 2), 16) >= 0
                && text.charAt(at + 2) < 0x80;
        base = hex ? 16 : 8;
        at += hex ? 2 : 0;
      }
      long value = 0;
      while (at < text.length() && text.charAt(at) < 0x80) {
        int digit = Character.digit(text.charAt(at), base);
        if (digit < 0) {
          break;
        }
        value = value * base + digit;
        if (value > 0xFFFFFFFFL) {
          return null;
        }
        at++;
      }
      if (at == from) {
        return null;
      }
      parts[count++] = value;
      if (at < text.length() && text.charAt(at) == '.') {
        if (count == 4 || value > 0xFF) {
          return null;
        }
        at++;
        continue;
      }
      break;
    }
    long last = parts[count - 1];
    if (at != text.length() || last > 0xFFFFFFFFL >> (8 * (count - 1))) {
      return null;
    }
    long all = last;
    for (int i = 0; i < count - 1; i++) {
      all |= parts[i] << (24 - 8 * i);
    }
    return new IpAddress(
        new byte[] {(byte) (all >> 24), (byte) (all >> 16), (byte) (all >> 8), (byte) all});
  }

  static @Nullable IpAddress ipv6(String text) {
    int percent = text.indexOf('%');
    String address = percent < 0 ? text : text.substring(0, percent);
    if (percent >= 0 && !isZone(text.substring(percent + 1))) {
      return null;
    }
    int gap = address.indexOf("::");
    byte[] bytes = new byte[16];
    int head;
    if (gap < 0) {
      head = groups(address, bytes, 0);
      return head == 16 ? new IpAddress(bytes) : null;
    }
    if (address.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    head = gap == 0 ? 0 : groups(address.substring(0, gap), bytes, 0);
    if (head < 0 || (gap > 0 && address.substring(0, gap).indexOf('.') >= 0)) {
      return null;
    }
    String after = address.substring(gap + 2);
    byte[] end = new byte[16];
    int tail = after.isEmpty() ? 0 : groups(after, end, 0);
    if (tail < 0 || head + tail > 14) {
      return null;
    }
    System.arraycopy(end, 0, bytes, 16 - tail, tail);
    return new IpAddress(bytes);
  }

  /**
   * Reads groups of hexadecimal digits, the last two perhaps as IPv4; the number of bytes or -1.
   */
  private static int groups(String text, byte[] bytes, int from) {
    int at = from;
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      String part = parts[i];
      if (i == parts.length - 1 && part.indexOf('.') >= 0) {
        return dotted(part, bytes, at);
      }
      if (part.isEmpty() || part.length() > 4 || at > 14) {
        return -1;
      }
      int value = 0;
      for (int j = 0; j < part.length(); j++) {
        int digit = part.charAt(j) < 0x80 ? Character.digit(part.charAt(j), 16) : -1;
        if (digit < 0) {
          return -1;
        }
        value = value * 16 + digit;
      }
      bytes[at++] = (byte) (value >> 8);
      bytes[at++] = (byte) value;
    }
    return at;
  }

  private static int dotted(String text, byte[] bytes, int at) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4 || at > 12) {
      return -1;
    }
    for (String part : parts) {
      boolean plain = !part.isEmpty() && part.length() <= 3;
      for (int i = 0; i < part.length(); i++) {
        plain &= isDigit(part.charAt(i));
      }
      if (!plain || (part.length() > 1 && part.startsWith("0")) || Integer.parseInt(part) > 255) {
        return -1;
      }
    }
    int next = at;
    for (String part : parts) {
      bytes[next++] = (byte) Integer.parseInt(part);
    }
    return next;
  }

  /** Numbers are always taken; of the interfaces, only the loopback is sure to exist. */
  private static boolean isZone(String zone) {
    if (zone.equals("lo")) {
      return true;
    }
    boolean digits = !zone.isEmpty() && zone.length() < 10;
    for (int i = 0; i < zone.length(); i++) {
      digits &= isDigit(zone.charAt(i));
    }
    return digits;
  }

  /** A prefix length as {@code strtol} reads it, or -1 if the server refuses it. */
  static int prefixLength(String text, boolean ipv6) {
    int at = 0;
    while (at < text.length() && (text.charAt(at) == ' ' || isControlSpace(text.charAt(at)))) {
      at++;
    }
    boolean negative = false;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      negative = text.charAt(at) == '-';
      at++;
    }
    if (at == text.length()) {
      return -1;
    }
    int value = 0;
    for (; at < text.length(); at++) {
      if (!isDigit(text.charAt(at))) {
        return -1;
      }
      value = Math.min(value * 10 + text.charAt(at) - '0', 1_000_000);
    }
    if (negative && value > 0) {
      return -1;
    }
    return value > (ipv6 ? 128 : 32) ? -1 : value;
  }

  private static boolean isControlSpace(char c) {
    return c >= '\t' && c <= '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
