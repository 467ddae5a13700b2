package org.synapsepg.config.internal;

import jakarta.annotation.Nullable;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import org.synapsepg.config.internal.yaml.PythonNumbers;
import org.synapsepg.config.internal.yaml.PythonTime;
import org.synapsepg.config.internal.yaml.YamlValue;

/** Python's {@code str()} of values, which is what psycopg2 hands to libpq. */
public final class PythonText {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private PythonText() {}

  /** Null for lists, mappings and bytes, and for None. */
  public static @Nullable String str(YamlValue value) {
    Object scalar = value.scalar();
    return switch (value.kind()) {
      case BOOL -> Boolean.TRUE.equals(scalar) ? "True" : "False";
      case INT, TEXT, DATE -> String.valueOf(scalar);
      case FLOAT -> scalar instanceof Double d ? PythonNumbers.repr(d) : null;
      case TIME -> scalar instanceof PythonTime t ? time(t) : null;
      default -> null;
    };
  }

  private static String time(PythonTime time) {
    StringBuilder text = new StringBuilder(time.local().format(SECONDS));
    int micros = time.local().get(ChronoField.MICRO_OF_SECOND);
    if (micros != 0) {
      text.append(String.format(Locale.ROOT, ".%06d", micros));
    }
    Integer offset = time.offset();
    if (offset != null) {
      int minutes = Math.abs(offset);
      text.append(
          String.format(
              Locale.ROOT, "%s%02d:%02d", offset < 0 ? "-" : "+", minutes / 60, minutes % 60));
    }
    return text.toString();
  }

  /** Whether a value written by {@link #str} is true for Python. */
  public static boolean isTrue(String text) {
    return !text.equals("False") && !text.equals("0") && !text.isEmpty();
  }

  /** Whether it is the number 0. */
  public static boolean isZero(String text) {
    return wholeNumber(text).filter(n -> n == 0).isPresent();
  }

  /** A whole number within int. */
  public static Optional<Integer> wholeNumber(String text) {
    try {
      return Optional.of(Integer.valueOf(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
