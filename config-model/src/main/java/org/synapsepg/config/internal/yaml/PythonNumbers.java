package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;

/** Python's {@code int(text, base)}, {@code float(text)} and {@code repr(float)}. */
public final class PythonNumbers {
  private static final int MAX_DECIMAL_DIGITS = 4300;
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");

  private PythonNumbers() {}

  /** Null where Python raises an error. */
  static @Nullable BigInteger parseInt(String text, int base) {
    String digits = asciiDigits(text.strip());
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    String prefix = base == 2 ? "0b" : base == 8 ? "0o" : base == 16 ? "0x" : " ";
    if (digits.toLowerCase(Locale.ROOT).startsWith(prefix)) {
      digits = digits.substring(2);
    }
    if (digits.isEmpty() || (base == 10 && digits.length() > MAX_DECIMAL_DIGITS)) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) >= 0x80 || Character.digit(digits.charAt(i), base) < 0) {
        return null;
      }
    }
    BigInteger number = new BigInteger(digits, base);
    return negative ? number.negate() : number;
  }

  /** Null where Python raises an error. The text is lower case. */
  static @Nullable Double parseFloat(String text) {
    String number = asciiDigits(text.strip());
    String unsigned =
        number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
    double sign = number.startsWith("-") ? -1 : 1;
    switch (unsigned) {
      case "nan" -> {
        return Double.NaN;
      }
      case "inf", "infinity" -> {
        return sign * Double.POSITIVE_INFINITY;
      }
      default -> {
        return FLOAT.matcher(number).matches() ? Double.valueOf(number) : null;
      }
    }
  }

  private static String asciiDigits(String text) {
    StringBuilder ascii = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 && Character.isDigit(c)) {
        if (ascii == null) {
          ascii = new StringBuilder(text);
        }
        ascii.setCharAt(i, (char) ('0' + Character.digit(c, 10)));
      }
    }
    return ascii == null ? text : ascii.toString();
  }

  /** The shortest text that gives the same number, in Python's form. */
  public static String repr(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(number);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      if (shortest.doubleValue() == number) {
        break;
      }
    }
    shortest = shortest.stripTrailingZeros();
    String digits = shortest.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - shortest.scale();
    String sign = number < 0 ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      return sign
          + mantissa
          + String.format(Locale.ROOT, "e%s%02d", exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    String plain = shortest.abs().toPlainString();
    return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
  }
}
