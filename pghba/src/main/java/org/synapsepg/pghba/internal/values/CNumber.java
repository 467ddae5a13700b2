package org.synapsepg.pghba.internal.values;

import jakarta.annotation.Nullable;
import java.math.BigInteger;

/**
 * Numbers at the beginning of a text, read as the C library reads them ({@code strtol} with base 0
 * and {@code strtod}; ISO C 7.22.1), for the server uses those.
 *
 * @param value the number
 * @param end the offset behind its last character; 0 if there is no number
 * @param outOfRange whether it is too large, or too small, for the C type
 */
public record CNumber(double value, int end, boolean outOfRange) {
  /** As many digits of any radix fit into 64 bits. */
  private static final int SHORT = 15;

  private static final CNumber NONE = new CNumber(0, 0, false);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);

  /** Whether the C library's isspace holds, in the locales that servers run with. */
  public static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Skips blanks from an offset. */
  public static int skipSpaces(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** As {@code atoi(text)}: decimal digits at the start, 0 if there are none. */
  public static int atoi(String text) {
    int at = skipSpaces(text, 0);
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (negative || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    int end = digits(text, at, 10);
    if (end - at > SHORT) {
      BigInteger number = new BigInteger((negative ? "-" : "") + text.substring(at, end));
      return number.max(LONG_MIN).min(LONG_MAX).intValue();
    }
    long small = end == at ? 0 : Long.parseLong(text, at, end, 10);
    return (int) (negative ? -small : small);
  }

  /** As {@code strtol(text, &end, 0)} with a long of 64 bits. */
  public static CNumber wholeAtStartOf(String text) {
    int at = skipSpaces(text, 0);
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (at < text.length() && (negative || text.charAt(at) == '+')) {
      at++;
    }
    int radix = 10;
    if (at < text.length() && text.charAt(at) == '0') {
      radix = 8;
      if (isHexPrefix(text, at) && digits(text, at + 2, 16) > at + 2) {
        radix = 16;
        at += 2;
      }
    }
    int end = digits(text, at, radix);
    if (end == at) {
      return NONE;
    }
    if (end - at <= SHORT) {
      long small = Long.parseLong(text, at, end, radix);
      return new CNumber(negative ? -small : small, end, false);
    }
    BigInteger number = new BigInteger(text.substring(at, end), radix);
    BigInteger signed = negative ? number.negate() : number;
    boolean outOfRange = signed.compareTo(LONG_MAX) > 0 || signed.compareTo(LONG_MIN) < 0;
    return new CNumber(signed.doubleValue(), end, outOfRange);
  }

  /** As {@code strtod(text, &end)}. */
  public static CNumber realAtStartOf(String text) {
    int at = skipSpaces(text, 0);
    int start = at;
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (at < text.length() && (negative || text.charAt(at) == '+')) {
      at++;
    }
    CNumber special = special(text, at, negative);
    if (special != null) {
      return special;
    }
    return isHexPrefix(text, at) && hexMantissaEnd(text, at + 2) > at + 2
        ? hexadecimal(text, at, negative)
        : decimal(text, start, at);
  }

  private static @Nullable CNumber special(String text, int at, boolean negative) {
    for (String word : new String[] {"infinity", "inf"}) {
      if (text.regionMatches(true, at, word, 0, word.length())) {
        double infinite = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        return new CNumber(infinite, at + word.length(), false);
      }
    }
    if (text.regionMatches(true, at, "nan", 0, 3)) {
      int end = at + 3;
      if (end < text.length() && text.charAt(end) == '(') {
        int close = end + 1;
        while (close < text.length() && isWord(text.charAt(close))) {
          close++;
        }
        if (close < text.length() && text.charAt(close) == ')') {
          end = close + 1;
        }
      }
      return new CNumber(Double.NaN, end, false);
    }
    return null;
  }

  private static CNumber decimal(String text, int start, int from) {
    int at = digits(text, from, 10);
    int count = at - from;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1, 10);
      count += fraction - at - 1;
      if (count > 0) {
        at = fraction;
      }
    }
    if (count == 0) {
      return NONE;
    }
    boolean zero = isZero(text, from, at);
    at = exponent(text, at, 'e');
    double value = Double.parseDouble(text.substring(start, at));
    return new CNumber(value, at, leavesRange(value, zero));
  }

  private static CNumber hexadecimal(String text, int from, boolean negative) {
    int end = hexMantissaEnd(text, from + 2);
    String mantissa = text.substring(from + 2, end);
    int after = exponent(text, end, 'p');
    String exponent = after == end ? "p0" : text.substring(end, after);
    double value = Double.parseDouble("0x" + mantissa + exponent);
    boolean zero = isZero(text, from + 2, end);
    return new CNumber(negative ? -value : value, after, leavesRange(value, zero));
  }

  /** The C library reports results that are infinite, or lose digits because they are too small. */
  private static boolean leavesRange(double value, boolean zero) {
    double size = Math.abs(value);
    return !zero && (Double.isInfinite(value) || size < Double.MIN_NORMAL);
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0' && text.charAt(i) != '.') {
        return false;
      }
    }
    return true;
  }

  /** Behind an exponent if a whole one stands there, else the same offset. */
  private static int exponent(String text, int at, char letter) {
    if (at < text.length() && Character.toLowerCase(text.charAt(at)) == letter) {
      int digits = at + 1;
      if (digits < text.length() && (text.charAt(digits) == '-' || text.charAt(digits) == '+')) {
        digits++;
      }
      int end = digits(text, digits, 10);
      if (end > digits) {
        return end;
      }
    }
    return at;
  }

  private static int hexMantissaEnd(String text, int from) {
    int at = digits(text, from, 16);
    int count = at - from;
    if (at < text.length() && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1, 16);
      count += fraction - at - 1;
      at = fraction;
    }
    return count == 0 ? from : at;
  }

  private static boolean isHexPrefix(String text, int at) {
    return text.startsWith("0x", at) || text.startsWith("0X", at);
  }

  private static boolean isWord(char c) {
    return c < 0x80 && (Character.isLetterOrDigit(c) || c == '_');
  }

  private static int digits(String text, int from, int radix) {
    int at = from;
    while (at < text.length()
        && text.charAt(at) < 0x80
        && Character.digit(text.charAt(at), radix) >= 0) {
      at++;
    }
    return at;
  }
}
