package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import org.synapsepg.pghba.internal.values.CNumber;

/** Reads integers and reals with units as the server does (source {@code guc.c}). */
final class NumberReading {
  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private final SettingDefinition definition;

  NumberReading(SettingDefinition definition) {
    this.definition = definition;
  }

  ValueReading integer(String text, String name) {
    CNumber whole = CNumber.wholeAtStartOf(text);
    char next = whole.end() < text.length() ? text.charAt(whole.end()) : '\0';
    boolean asReal = next == '.' || next == 'e' || next == 'E' || whole.outOfRange();
    CNumber number = asReal ? CNumber.realAtStartOf(text) : whole;
    double value = number.value();
    if (number.end() == 0 || number.outOfRange() || Double.isNaN(value)) {
      return invalid(text, name, null);
    }
    int rest = CNumber.skipSpaces(text, number.end());
    if (rest < text.length()) {
      Converted converted = convert(value, text.substring(rest));
      if (!converted.known()) {
        return invalid(text, name, definition.unit().map(SettingUnit::hint).orElse(null));
      }
      value = converted.value();
    }
    value = Math.rint(value);
    if (value > Integer.MAX_VALUE || value < Integer.MIN_VALUE) {
      return invalid(text, name, "Value exceeds integer range.");
    }
    if (value < definition.lowest() || value > definition.highest()) {
      return outOfRange(String.valueOf((long) value), name);
    }
    return new ValueReading.Accepted(String.valueOf((long) value));
  }

  ValueReading real(String text, String name) {
    CNumber number = CNumber.realAtStartOf(text);
    double value = number.value();
    if (number.end() == 0 || number.outOfRange() || Double.isNaN(value)) {
      return invalid(text, name, null);
    }
    int rest = CNumber.skipSpaces(text, number.end());
    if (rest < text.length()) {
      Converted converted = convert(value, text.substring(rest));
      if (!converted.known()) {
        return invalid(text, name, definition.unit().map(SettingUnit::hint).orElse(null));
      }
      value = converted.value();
    }
    if (value < definition.lowest() || value > definition.highest()) {
      return outOfRange(general(value), name);
    }
    return new ValueReading.Accepted(general(value));
  }

  private record Converted(boolean known, double value) {}

  private Converted convert(double value, String unitAndBlanks) {
    int end = 0;
    while (end < unitAndBlanks.length() && !CNumber.isSpace(unitAndBlanks.charAt(end))) {
      end++;
    }
    String written = unitAndBlanks.substring(0, end);
    boolean clean = CNumber.skipSpaces(unitAndBlanks, end) == unitAndBlanks.length();
    List<SettingUnit.Written> units =
        definition.unit().map(SettingUnit::writable).orElse(List.of());
    for (int i = 0; clean && i < units.size(); i++) {
      if (units.get(i).name().equals(written)) {
        double base = value * units.get(i).factor();
        if (i + 1 < units.size()) {
          double smaller = units.get(i + 1).factor();
          base = Math.rint(base / smaller) * smaller;
        }
        return new Converted(true, base);
      }
    }
    return new Converted(false, value);
  }

  private static ValueReading invalid(String text, String name, @Nullable String hint) {
    return new ValueReading.Refused(
        "invalid value for parameter \"" + name + "\": \"" + text + "\"", null, hint);
  }

  private ValueReading outOfRange(String value, String name) {
    String unit = definition.unit().map(u -> " " + u.word()).orElse("");
    String unitOfRange = definition.major() >= 17 ? unit : "";
    boolean real = definition.type() == SettingType.REAL;
    String low = real ? general(definition.lowest()) : whole(definition.lowest());
    String high = real ? general(definition.highest()) : whole(definition.highest());
    return new ValueReading.Refused(
        value
            + unit
            + " is outside the valid range for parameter \""
            + name
            + "\" ("
            + low
            + unitOfRange
            + " .. "
            + high
            + unitOfRange
            + ")",
        null,
        null);
  }

  private static String whole(double value) {
    return String.valueOf((long) value);
  }

  /** As {@code printf("%g")} of the server writes it: six digits, no zeros behind. */
  static String general(double value) {
    if (Double.isInfinite(value)) {
      return value < 0 ? "-Infinity" : "Infinity";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(SIX_DIGITS);
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return withoutZeros(rounded.toPlainString());
    }
    String mantissa = withoutZeros(rounded.movePointLeft(exponent).toPlainString());
    String digits = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : "" + Math.abs(exponent);
    return mantissa + (exponent < 0 ? "e-" : "e+") + digits;
  }

  private static String withoutZeros(String digits) {
    if (digits.indexOf('.') < 0) {
      return digits;
    }
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
