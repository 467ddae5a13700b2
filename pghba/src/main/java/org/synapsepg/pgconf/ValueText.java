package org.synapsepg.pgconf;

import java.time.Duration;
import java.util.List;
import org.synapsepg.core.ByteSize;
import org.synapsepg.pghba.internal.syntax.ConfLexer;

/** Writes values as they stand in a file. */
final class ValueText {
  private static final List<String> MEMORY_UNITS = List.of("TB", "GB", "MB", "kB");

  private ValueText() {}

  /** The value as a token: bare if the server reads it as that, else in single quotes. */
  static String quoteIfNeeded(String value) {
    ConfLexer.Kind kind = ConfLexer.kindOf(value);
    boolean bare =
        kind == ConfLexer.Kind.ID
            || kind == ConfLexer.Kind.INTEGER
            || kind == ConfLexer.Kind.REAL
            || kind == ConfLexer.Kind.UNQUOTED_STRING;
    return bare ? value : quote(value);
  }

  /** The value in single quotes; line ends are escaped, for a string cannot span lines. */
  static String quote(String value) {
    StringBuilder quoted = new StringBuilder(value.length() + 2).append('\'');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\'' -> quoted.append("''");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> quoted.append(c);
      }
    }
    return quoted.append('\'').toString();
  }

  /** A size in the largest unit that leaves a whole number. */
  static String of(ByteSize size) {
    long bytes = size.bytes();
    long factor = 1L << 40;
    for (String unit : MEMORY_UNITS) {
      if (bytes != 0 && bytes % factor == 0) {
        return bytes / factor + unit;
      }
      factor >>= 10;
    }
    return bytes == 0 ? "0" : bytes + "B";
  }

  /** A time in the largest unit that leaves a whole number. */
  static String of(Duration time) {
    long micros =
        Math.addExact(Math.multiplyExact(time.getSeconds(), 1_000_000L), time.getNano() / 1000);
    if (micros == 0) {
      return "0";
    }
    long[] factors = {86_400_000_000L, 3_600_000_000L, 60_000_000, 1_000_000, 1_000};
    String[] units = {"d", "h", "min", "s", "ms"};
    for (int i = 0; i < factors.length; i++) {
      if (micros % factors[i] == 0) {
        return micros / factors[i] + units[i];
      }
    }
    return micros + "us";
  }
}
