package org.synapsepg.porting.internal.value;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON as PostgreSQL's {@code jsonb} sees it: whether it is valid, holds what {@code jsonb} cannot
 * store, or would come back changed. An object with a key twice would lose one, so it counts as
 * changed; so does a number outside {@code numeric} (PostgreSQL docs, "JSON Types" and "Numeric
 * Types").
 */
final class JsonText {
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(?:\\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?");
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}"
              + "|u([0-9a-fA-F]{4})|[^u])");
  private static final int DIGITS_BEFORE_POINT = 131_072;
  private static final int DIGITS_AFTER_POINT = 16_383;

  private final String text;
  private final Deque<Level> open = new ArrayDeque<>();
  private int at;
  private boolean valid;
  private boolean unstorable;
  private boolean changes;
  private int rewritten;

  private JsonText(String text) {
    this.text = text;
  }

  /** One object or array that is not closed yet. */
  private record Level(boolean object, Set<String> keys) {}

  static JsonText parse(String text) {
    JsonText json = new JsonText(text);
    json.valid = json.parseAll();
    return json;
  }

  /** The text with U+FFFD for every escape of U+0000 and of a surrogate that stands alone. */
  static String withoutUnstorable(String text) {
    return ESCAPE.matcher(text).replaceAll(JsonText::storable);
  }

  private static String storable(java.util.regex.MatchResult escape) {
    String hex = escape.group(1);
    boolean bad = hex != null && isUnstorable(Integer.parseInt(hex, 16));
    return Matcher.quoteReplacement(bad ? "\uFFFD" : escape.group());
  }

  private static boolean isUnstorable(int codeUnit) {
    return codeUnit == 0 || Character.isSurrogate((char) codeUnit);
  }

  String text() {
    return text;
  }

  boolean isValid() {
    return valid;
  }

  boolean hasUnstorable() {
    return unstorable;
  }

  boolean wouldChange() {
    return changes;
  }

  /**
   * How many numbers {@code jsonb} keeps equal but writes in another way: those with an exponent
   * ({@code 1e2} becomes {@code 100}), and zero with a sign.
   */
  int rewrittenNumbers() {
    return rewritten;
  }

  private boolean parseAll() {
    do {
      if (!value()) {
        return false;
      }
      // A value has ended: close what closes after it, and go on where a comma stands.
    } while (afterValue());
    blanks();
    return open.isEmpty() && at == text.length();
  }

  /** Reads a scalar, or opens objects and arrays up to the first scalar or empty one in them. */
  private boolean value() {
    while (true) {
      blanks();
      if (skip('{')) {
        blanks();
        if (skip('}')) {
          return true;
        }
        open.push(new Level(true, new HashSet<>()));
        if (!key()) {
          return false;
        }
      } else if (skip('[')) {
        blanks();
        if (skip(']')) {
          return true;
        }
        open.push(new Level(false, Set.of()));
      } else {
        return scalar();
      }
    }
  }

  /** True if another value must follow; false at the end of the text or at an error. */
  private boolean afterValue() {
    while (!open.isEmpty()) {
      blanks();
      Level level = open.element();
      if (skip(',')) {
        return !level.object() || key();
      }
      if (!skip(level.object() ? '}' : ']')) {
        return false;
      }
      open.pop();
    }
    return false;
  }

  private boolean key() {
    blanks();
    int from = at;
    if (!string()) {
      return false;
    }
    if (!open.element().keys().add(decoded(text.substring(from + 1, at - 1)))) {
      changes = true;
    }
    blanks();
    return skip(':');
  }

  private boolean scalar() {
    if (at < text.length() && text.charAt(at) == '"') {
      return string();
    }
    for (String word : new String[] {"true", "false", "null"}) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return true;
      }
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      return false;
    }
    at = number.end();
    changes |= !isNumeric(number);
    if (number.group(3) != null || isMinusZero(number)) {
      rewritten++;
    }
    return true;
  }

  private static boolean isMinusZero(Matcher number) {
    return number.group().startsWith("-")
        && number.group().chars().allMatch(c -> c == '-' || c == '0' || c == '.');
  }

  private static boolean isNumeric(Matcher number) {
    String exponent = number.group(3);
    int after = number.group(2) == null ? 0 : number.group(2).length();
    if (exponent == null) {
      return number.group(1).length() <= DIGITS_BEFORE_POINT && after <= DIGITS_AFTER_POINT;
    }
    if (exponent.length() > 7) {
      return false;
    }
    int shift = Integer.parseInt(exponent);
    return number.group(1).length() + shift <= DIGITS_BEFORE_POINT
        && after - shift <= DIGITS_AFTER_POINT;
  }

  private boolean string() {
    if (!skip('"')) {
      return false;
    }
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return true;
      }
      if (c < ' ') {
        return false;
      }
      if (c == '\\') {
        Matcher escape = ESCAPE.matcher(text).region(at, text.length());
        if (!escape.lookingAt() || !isEscape(escape)) {
          return false;
        }
        at = escape.end();
      } else {
        at++;
      }
    }
    return false;
  }

  private boolean isEscape(Matcher escape) {
    String hex = escape.group(1);
    if (hex != null) {
      unstorable |= isUnstorable(Integer.parseInt(hex, 16));
      return true;
    }
    return escape.group().length() > 2 || "\"\\/bfnrt".indexOf(escape.group().charAt(1)) >= 0;
  }

  /** A key as it is compared, after its escapes are resolved. */
  private static String decoded(String raw) {
    if (raw.indexOf('\\') < 0) {
      return raw;
    }
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        key.append(c);
        continue;
      }
      char kind = raw.charAt(++i);
      switch (kind) {
        case 'u' -> {
          key.append((char) Integer.parseInt(raw.substring(i + 1, i + 5), 16));
          i += 4;
        }
        case 'b' -> key.append('\b');
        case 'f' -> key.append('\f');
        case 'n' -> key.append('\n');
        case 'r' -> key.append('\r');
        case 't' -> key.append('\t');
        default -> key.append(kind);
      }
    }
    return key.toString();
  }

  private boolean skip(char wanted) {
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void blanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
