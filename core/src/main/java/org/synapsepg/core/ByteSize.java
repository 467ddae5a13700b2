package org.synapsepg.core;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory or disk space. Units are powers of 1024, as PostgreSQL's own {@code kB},
 * {@code MB}, {@code GB} and {@code TB} are (PostgreSQL documentation, "Setting Parameters").
 *
 * <p>Example: {@code ByteSize.mebibytes(2048).equals(ByteSize.parse("2GB"))} is true.
 *
 * @param bytes the number of bytes, 0 or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final Pattern FORM =
      Pattern.compile("\\s*(\\d{1,19})\\s*(B|[kK]i?B?|[mM]i?B?|[gG]i?B?|[tT]i?B?)?\\s*");
  private static final String UNITS = "KMGT";

  /**
   * Checks that the size is not negative.
   *
   * @param bytes the number of bytes, 0 or more
   */
  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative: " + bytes + " bytes");
    }
  }

  /**
   * A number of bytes.
   *
   * @param bytes 0 or more
   * @return the size
   */
  public static ByteSize bytes(long bytes) {
    return new ByteSize(bytes);
  }

  /**
   * A number of kibibytes.
   *
   * @param kibibytes 0 or more; multiplied by 1024
   * @return the size
   */
  public static ByteSize kibibytes(long kibibytes) {
    return new ByteSize(Math.multiplyExact(kibibytes, 1L << 10));
  }

  /**
   * A number of mebibytes.
   *
   * @param mebibytes 0 or more; multiplied by 1024²
   * @return the size
   */
  public static ByteSize mebibytes(long mebibytes) {
    return new ByteSize(Math.multiplyExact(mebibytes, 1L << 20));
  }

  /**
   * A number of gibibytes.
   *
   * @param gibibytes 0 or more; multiplied by 1024³
   * @return the size
   */
  public static ByteSize gibibytes(long gibibytes) {
    return new ByteSize(Math.multiplyExact(gibibytes, 1L << 30));
  }

  /**
   * From a number with an optional unit: {@code 4096}, {@code 64MB}, {@code 64 MiB}, {@code 2g}.
   * Every unit is a power of 1024.
   *
   * @param text the size as a person writes it
   * @return the size
   * @throws IllegalArgumentException if the text has another form or is out of range
   */
  public static ByteSize parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no size; expected a whole number with an optional unit kB, MB, GB or TB");
    }
    String unit = matcher.group(2);
    int power = unit == null ? 0 : UNITS.indexOf(unit.substring(0, 1).toUpperCase(Locale.ROOT)) + 1;
    try {
      return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power)));
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is larger than any size can be", e);
    }
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /**
   * In the largest unit that leaves at least 1, with one decimal where needed: {@code 1.5 GiB},
   * {@code 512 B}.
   */
  @Override
  public String toString() {
    int power = Math.min(4, (63 - Long.numberOfLeadingZeros(Math.max(1, bytes))) / 10);
    if (power == 0) {
      return bytes + " B";
    }
    double amount = (double) bytes / (1L << (10 * power));
    String digits =
        amount == Math.rint(amount)
            ? String.format(Locale.ROOT, "%.0f", amount)
            : String.format(Locale.ROOT, "%.1f", amount);
    return digits + " " + UNITS.charAt(power - 1) + "iB";
  }
}
