package org.synapsepg.pgconf.internal;

import jakarta.annotation.Nullable;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Time zones as the server takes them: names of the IANA database in any case, and rules in the
 * form of POSIX ({@code EST5EDT}, {@code <+03>-3}). The names are those that this Java knows, which
 * may be newer or older than the server's.
 */
public final class TimeZones {
  private static final int LARGEST_HOUR = 167;

  private TimeZones() {}

  private static final class Names {
    private static final Map<String, String> BY_LOWER = load();

    private static Map<String, String> load() {
      Map<String, String> names = new TreeMap<>();
      ZoneId.getAvailableZoneIds().stream()
          .filter(z -> !z.startsWith("SystemV/"))
          .forEach(z -> names.put(z.toLowerCase(Locale.ROOT), z));
      for (String name : new String[] {"EST", "MST", "HST", "ROC", "Factory", "posixrules"}) {
        names.put(name.toLowerCase(Locale.ROOT), name);
      }
      return names;
    }
  }

  /** The server's name for a zone, null if it does not know it. */
  public static @Nullable String canonical(String text) {
    if (text.length() > 255) {
      return null;
    }
    String known = Names.BY_LOWER.get(text.toLowerCase(Locale.ROOT));
    if (known != null) {
      return known;
    }
    String upper = text.toUpperCase(Locale.ROOT);
    return isPosixRule(upper) ? upper : null;
  }

  /** Whether a number of hours is a possible distance from UTC. */
  public static boolean isOffset(double hours) {
    return Math.abs(hours) < LARGEST_HOUR + 1;
  }

  private static boolean isPosixRule(String text) {
    int at = name(text, 0);
    if (at < 0 || at == text.length()) {
      return false;
    }
    at = offset(text, at);
    if (at < 0 || at == text.length()) {
      return at > 0;
    }
    int summer = at;
    at = name(text, at);
    if (at <= summer) {
      return false;
    }
    if (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != ';') {
      at = offset(text, at);
      if (at < 0) {
        return false;
      }
    }
    return at == text.length() || isRule(text, at);
  }

  private static boolean isRule(String text, int from) {
    if (text.charAt(from) != ',' && text.charAt(from) != ';') {
      return false;
    }
    String[] dates = text.substring(from + 1).split(",", -1);
    return dates.length == 2 && isDate(dates[0]) && isDate(dates[1]);
  }

  private static boolean isDate(String text) {
    return text.matches(
        "(J\\d{1,3}|\\d{1,3}|M\\d{1,2}\\.[1-5]\\.[0-6])(/[-+]?\\d{1,3}(:\\d{2}){0,2})?");
  }

  /** Behind an abbreviation, or -1. */
  private static int name(String text, int from) {
    int at = from;
    if (at < text.length() && text.charAt(at) == '<') {
      int close = text.indexOf('>', at);
      return close < 0 ? -1 : close + 1;
    }
    while (at < text.length() && !isOffsetOrComma(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isOffsetOrComma(char c) {
    return (c >= '0' && c <= '9') || c == ',' || c == '-' || c == '+';
  }

  /** Behind a distance from UTC, or -1. */
  private static int offset(String text, int from) {
    int at = from;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      at++;
    }
    int end = number(text, at, LARGEST_HOUR);
    for (int part = 0; part < 2 && end > 0; part++) {
      if (end >= text.length() || text.charAt(end) != ':') {
        return end;
      }
      end = number(text, end + 1, part == 0 ? 59 : 60);
    }
    return end;
  }

  private static int number(String text, int from, int largest) {
    int at = from;
    int value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = value * 10 + text.charAt(at) - '0';
      if (value > largest) {
        return -1;
      }
      at++;
    }
    return at == from ? -1 : at;
  }
}
