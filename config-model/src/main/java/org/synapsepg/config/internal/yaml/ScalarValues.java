package org.synapsepg.config.internal.yaml;

import jakarta.annotation.Nullable;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synapsepg.config.internal.yaml.YamlValue.Kind;

/** The values of scalars by tag; what makes Python raise any error is an error here. */
final class ScalarValues {
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "^([0-9]{4})-([0-9][0-9]?)-([0-9][0-9]?)"
              + "(?:(?:[Tt]|[ \\t]+)([0-9][0-9]?):([0-9]{2}):([0-9]{2})(?:\\.([0-9]*))?"
              + "(?:[ \\t]*(Z|([-+])([0-9][0-9]?)(?::([0-9]{2}))?))?)?$",
          Pattern.UNIX_LINES);
  private static final int MINUTES_OF_DAY = 24 * 60;

  private static final Set<String> KNOWN =
      Set.of("null", "str", "bool", "int", "float", "binary", "timestamp");

  private ScalarValues() {}

  static boolean isKnown(String tag) {
    return KNOWN.contains(tag.substring(Resolver.PREFIX.length()));
  }

  /** Null for a tag that the safe constructor does not know. */
  static @Nullable YamlValue construct(String tag, String text, Node node) {
    switch (tag.substring(Resolver.PREFIX.length())) {
      case "null" -> {
        return YamlValue.scalar(Kind.NULL, null, node);
      }
      case "str" -> {
        return YamlValue.scalar(Kind.TEXT, text, node);
      }
      case "bool" -> {
        return YamlValue.scalar(Kind.BOOL, bool(text, node), node);
      }
      case "int" -> {
        return YamlValue.scalar(Kind.INT, integer(text, node), node);
      }
      case "float" -> {
        return YamlValue.scalar(Kind.FLOAT, floating(text, node), node);
      }
      case "binary" -> {
        return YamlValue.scalar(Kind.BINARY, binary(text, node), node);
      }
      case "timestamp" -> {
        return timestamp(node);
      }
      default -> {
        return null;
      }
    }
  }

  private static YamlException error(String expected, Node node) {
    return new YamlException("expected " + expected + " here", node.start());
  }

  private static boolean bool(String text, Node node) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "yes", "true", "on" -> true;
      case "no", "false", "off" -> false;
      default -> throw error("true or false", node);
    };
  }

  private static BigInteger integer(String text, Node node) {
    String digits = text.replace("_", "");
    if (digits.isEmpty()) {
      throw error("a whole number", node);
    }
    boolean negative = digits.charAt(0) == '-';
    if (negative || digits.charAt(0) == '+') {
      digits = digits.substring(1);
    }
    BigInteger number;
    if (digits.equals("0")) {
      number = BigInteger.ZERO;
    } else if (digits.isEmpty()) {
      number = null;
    } else if (digits.startsWith("0b")) {
      number = PythonNumbers.parseInt(digits.substring(2), 2);
    } else if (digits.startsWith("0x")) {
      number = PythonNumbers.parseInt(digits.substring(2), 16);
    } else if (digits.charAt(0) == '0') {
      number = PythonNumbers.parseInt(digits, 8);
    } else if (digits.indexOf(':') >= 0) {
      number = BigInteger.ZERO;
      for (String part : digits.split(":", -1)) {
        BigInteger value = PythonNumbers.parseInt(part, 10);
        number =
            value == null || number == null
                ? null
                : number.multiply(BigInteger.valueOf(60)).add(value);
      }
    } else {
      number = PythonNumbers.parseInt(digits, 10);
    }
    if (number == null) {
      throw error("a whole number", node);
    }
    return negative ? number.negate() : number;
  }

  private static double floating(String text, Node node) {
    String digits = text.replace("_", "").toLowerCase(Locale.ROOT);
    if (digits.isEmpty()) {
      throw error("a number", node);
    }
    int sign = digits.charAt(0) == '-' ? -1 : 1;
    if (digits.charAt(0) == '-' || digits.charAt(0) == '+') {
      digits = digits.substring(1);
    }
    if (digits.equals(".inf")) {
      return sign * Double.POSITIVE_INFINITY;
    }
    if (digits.equals(".nan")) {
      return Double.NaN;
    }
    if (digits.indexOf(':') < 0) {
      return sign * parse(digits, node);
    }
    String[] parts = digits.split(":", -1);
    double value = 0;
    double base = 1;
    for (int i = parts.length - 1; i >= 0; i--) {
      value += parse(parts[i], node) * base;
      base *= 60;
    }
    return sign * value;
  }

  private static double parse(String text, Node node) {
    Double number = PythonNumbers.parseFloat(text);
    if (number == null) {
      throw error("a number", node);
    }
    return number;
  }

  /** As Python's lenient base64: foreign characters are skipped, padding ends it. */
  private static byte[] binary(String text, Node node) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int held = 0;
    int position = 0;
    int pads = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        throw error("base64 in ASCII", node);
      }
      if (c == '=') {
        if (position >= 2 && position + ++pads >= 4) {
          return bytes.toByteArray();
        }
        continue;
      }
      int bits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(c);
      if (bits < 0) {
        continue;
      }
      pads = 0;
      held = (held << 6 | bits) & 0xFFF;
      position = (position + 1) % 4;
      switch (position) {
        case 2 -> bytes.write(held >> 4);
        case 3 -> bytes.write(held >> 2);
        case 0 -> bytes.write(held);
        default -> {}
      }
    }
    if (position != 0) {
      throw error("whole base64 with its padding", node);
    }
    return bytes.toByteArray();
  }

  private static YamlValue timestamp(Node node) {
    String text = node instanceof Node.Scalar scalar ? scalar.value() : "";
    Matcher m = TIMESTAMP.matcher(text);
    if (!m.find()) {
      throw error("a date", node);
    }
    try {
      LocalDate date = LocalDate.of(number(m, 1), number(m, 2), number(m, 3));
      if (date.getYear() < 1) {
        throw error("a date from year 1 on", node);
      }
      if (m.group(4) == null) {
        return YamlValue.scalar(Kind.DATE, date, node);
      }
      String fraction = m.group(7) == null ? "" : m.group(7);
      int micros = Integer.parseInt((fraction + "000000").substring(0, 6));
      LocalDateTime local = date.atTime(number(m, 4), number(m, 5), number(m, 6), micros * 1000);
      Integer offset = null;
      if (m.group(9) != null) {
        offset = number(m, 10) * 60 + (m.group(11) == null ? 0 : number(m, 11));
        if (offset >= MINUTES_OF_DAY) {
          throw error("an offset under 24 hours", node);
        }
        if (m.group(9).equals("-")) {
          offset = -offset;
        }
      } else if (m.group(8) != null) {
        offset = 0;
      }
      return YamlValue.scalar(Kind.TIME, new PythonTime(local, offset), node);
    } catch (DateTimeException e) {
      throw error("a date that exists", node);
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }
}
