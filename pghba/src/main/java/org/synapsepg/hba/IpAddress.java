package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.Arrays;

/**
 * A numeric address: four bytes of IPv4 or sixteen of IPv6. IPv4-mapped IPv6 addresses stay IPv6,
 * as in the server. Immutable.
 */
public final class IpAddress {
  private final byte[] bytes;

  IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads a strict textual address: dotted decimal, or RFC 4291 with an optional zone, which is
   * ignored as the server does.
   *
   * @param text for example {@code 172.27.0.2} or {@code 2001:db8::20}
   * @return the address
   * @throws IllegalArgumentException if it is none
   */
  public static IpAddress of(String text) {
    IpAddress address = text.indexOf(':') >= 0 ? AddressReader.ipv6(text) : strictIpv4(text);
    if (address == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is no IP address; expected one such as 172.27.0.2 or ::1");
    }
    return address;
  }

  private static @Nullable IpAddress strictIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    boolean strict = parts.length == 4;
    for (String part : parts) {
      strict &= part.matches("0|[1-9][0-9]{0,2}");
    }
    return strict ? AddressReader.ipv4(text) : null;
  }

  /**
   * The mask of some length.
   *
   * @param prefix how many leading bits are one
   * @param ipv6 whether it is for IPv6
   * @return the mask
   */
  static IpAddress mask(int prefix, boolean ipv6) {
    byte[] mask = new byte[ipv6 ? 16 : 4];
    for (int i = 0; i < prefix; i++) {
      mask[i / 8] |= (byte) (0x80 >> (i % 8));
    }
    return new IpAddress(mask);
  }

  /**
   * Which family.
   *
   * @return true for IPv6
   */
  public boolean isIpv6() {
    return bytes.length == 16;
  }

  /**
   * Its bytes.
   *
   * @return a new array of 4 or 16
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  int length() {
    return bytes.length;
  }

  int byteAt(int index) {
    return bytes[index] & 0xFF;
  }

  /** Whether the families are equal and no bit under the mask differs. */
  boolean isIn(IpAddress network, IpAddress mask) {
    if (bytes.length != network.bytes.length || bytes.length != mask.bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (((bytes[i] ^ network.bytes[i]) & mask.bytes[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  IpAddress and(IpAddress mask) {
    byte[] result = bytes.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] &= mask.bytes[i];
    }
    return new IpAddress(result);
  }

  /** The number of leading ones if this is such a mask, else -1. */
  int prefixLength() {
    int ones = 0;
    while (ones < bytes.length * 8 && bit(ones)) {
      ones++;
    }
    for (int i = ones; i < bytes.length * 8; i++) {
      if (bit(i)) {
        return -1;
      }
    }
    return ones;
  }

  boolean bit(int index) {
    return (bytes[index / 8] & (0x80 >> (index % 8))) != 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The canonical text, as {@code pg_hba_file_rules} shows it. */
  @Override
  public String toString() {
    if (bytes.length == 4) {
      return byteAt(0) + "." + byteAt(1) + "." + byteAt(2) + "." + byteAt(3);
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group(i + run) == 0) {
        run++;
      }
      if (run > bestLength) {
        bestStart = i;
        bestLength = run;
      }
      i += run;
    }
    boolean embeds = bestStart == 0 && (bestLength == 6 || (bestLength == 5 && group(5) == 0xFFFF));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (bestStart >= 0 && i >= bestStart && i < bestStart + bestLength) {
        text.append(i == bestStart ? ":" : "");
        continue;
      }
      text.append(i > 0 ? ":" : "");
      if (embeds && i == 6) {
        text.append(byteAt(12)).append('.').append(byteAt(13)).append('.');
        return text.append(byteAt(14)).append('.').append(byteAt(15)).toString();
      }
      text.append(Integer.toHexString(group(i)));
    }
    return bestStart >= 0 && bestStart + bestLength == 8
        ? text.append(':').toString()
        : text.toString();
  }

  private int group(int index) {
    return byteAt(2 * index) << 8 | byteAt(2 * index + 1);
  }
}
