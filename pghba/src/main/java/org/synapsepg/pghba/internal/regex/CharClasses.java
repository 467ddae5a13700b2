package org.synapsepg.pghba.internal.regex;

import jakarta.annotation.Nullable;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** Sets of bytes by name, as the C collation has them. */
final class CharClasses {
  private static final Map<String, Integer> NAMED = named();

  private CharClasses() {}

  /** The set of {@code \d}, {@code \s} or {@code \w}. */
  static BitSet escape(int letter) {
    BitSet set = new BitSet(256);
    for (int c = 0; c < 128; c++) {
      boolean in =
          switch (letter) {
            case 'd' -> isDigit(c);
            case 's' -> isSpace(c);
            default -> isAlpha(c) || isDigit(c) || c == '_';
          };
      set.set(c, in);
    }
    return set;
  }

  /** The set of {@code [:name:]}, or null if the server knows none of that name. */
  static @Nullable BitSet byName(String name, boolean ignoreCase, int major) {
    String meant = ignoreCase && (name.equals("lower") || name.equals("upper")) ? "alpha" : name;
    BitSet set = new BitSet(256);
    for (int c = 0; c < 128; c++) {
      boolean in;
      switch (meant) {
        case "alnum" -> in = isAlpha(c) || isDigit(c);
        case "alpha" -> in = isAlpha(c);
        case "ascii" -> in = true;
        case "blank" -> in = c == ' ' || c == '\t';
        case "cntrl" -> in = c < 32 || c == 127;
        case "digit" -> in = isDigit(c);
        case "graph" -> in = c > 32 && c < 127;
        case "lower" -> in = c >= 'a' && c <= 'z';
        case "print" -> in = c >= 32 && c < 127;
        case "punct" -> in = c > 32 && c < 127 && !isAlpha(c) && !isDigit(c);
        case "space" -> in = isSpace(c);
        case "upper" -> in = c >= 'A' && c <= 'Z';
        case "xdigit" -> in = Character.digit(c, 16) >= 0;
        case "word" -> {
          if (major < 14) {
            return null;
          }
          in = isAlpha(c) || isDigit(c) || c == '_';
        }
        default -> {
          return null;
        }
      }
      set.set(c, in);
    }
    return set;
  }

  /** Adds a byte, in both cases if case is ignored; what is no byte adds nothing. */
  static void add(BitSet set, int c, boolean ignoreCase) {
    if (c < 0 || c > 255) {
      return;
    }
    set.set(c);
    if (ignoreCase && isAlpha(c)) {
      set.set(c ^ 0x20);
    }
  }

  /** The code of a collating element by its text, or -1. */
  static int element(String text) {
    if (text.length() == 1) {
      return text.charAt(0);
    }
    return NAMED.getOrDefault(text, -1);
  }

  private static Map<String, Integer> named() {
    Map<String, Integer> names = new HashMap<>();
    String[] controls =
        ("NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB"
                + " CAN EM SUB ESC IS4 IS3 IS2 IS1 space exclamation-mark quotation-mark number-sign"
                + " dollar-sign percent-sign ampersand apostrophe left-parenthesis"
                + " right-parenthesis asterisk plus-sign comma hyphen period slash zero one two"
                + " three four five six seven eight nine colon semicolon less-than-sign"
                + " equals-sign greater-than-sign question-mark commercial-at")
            .split(" ", -1);
    for (int i = 0; i < controls.length; i++) {
      names.put(controls[i], i);
    }
    String[] others =
        ("alert 7 backspace 8 tab 9 newline 10 vertical-tab 11 form-feed 12 carriage-return 13"
                + " FS 28 GS 29 RS 30 US 31 hyphen-minus 45 full-stop 46 solidus 47"
                + " left-square-bracket 91 backslash 92 reverse-solidus 92 right-square-bracket 93"
                + " circumflex 94 circumflex-accent 94 underscore 95 low-line 95 grave-accent 96"
                + " left-brace 123 left-curly-bracket 123 vertical-line 124 right-brace 125"
                + " right-curly-bracket 125 tilde 126 DEL 127")
            .split(" ", -1);
    for (int i = 0; i < others.length; i += 2) {
      names.put(others[i], Integer.valueOf(others[i + 1]));
    }
    return Map.copyOf(names);
  }

  static boolean isWord(int c) {
    return isAlpha(c) || isDigit(c) || c == '_';
  }

  private static boolean isAlpha(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
