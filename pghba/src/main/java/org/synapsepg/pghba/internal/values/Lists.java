package org.synapsepg.pghba.internal.values;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists in one string, cut as the server's {@code SplitIdentifierString} and {@code SplitGUCList}
 * do.
 */
public final class Lists {
  private static final int LONGEST_NAME = 63;

  private Lists() {}

  /**
   * The items of a list whose items may be quoted; others are folded to lower case and cut to 63
   * characters. Null if the syntax is wrong.
   */
  public static @Nullable List<String> identifiers(String text) {
    return split(text, true);
  }

  /** The items of a list whose items may be quoted and keep their case. Null for wrong syntax. */
  public static @Nullable List<String> names(String text) {
    return split(text, false);
  }

  private static @Nullable List<String> split(String text, boolean fold) {
    List<String> items = new ArrayList<>();
    int at = skip(text, 0);
    if (at == text.length()) {
      return items;
    }
    while (true) {
      StringBuilder item = new StringBuilder();
      if (text.charAt(at) == '"') {
        at = quoted(text, at + 1, item);
        if (at < 0) {
          return null;
        }
      } else {
        int start = at;
        while (at < text.length() && text.charAt(at) != ',' && !isSpace(text.charAt(at))) {
          at++;
        }
        if (at == start) {
          return null;
        }
        item.append(fold ? lower(text.substring(start, at)) : text.substring(start, at));
      }
      if (fold && item.length() > LONGEST_NAME) {
        item.setLength(LONGEST_NAME);
      }
      items.add(item.toString());
      at = skip(text, at);
      if (at == text.length()) {
        return items;
      }
      if (text.charAt(at) != ',') {
        return null;
      }
      at = skip(text, at + 1);
      if (at == text.length()) {
        return null;
      }
    }
  }

  /** Behind the closing quote, or -1 if there is none. */
  private static int quoted(String text, int from, StringBuilder item) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
          at++;
        } else {
          return at + 1;
        }
      }
      item.append(c);
      at++;
    }
    return -1;
  }

  private static boolean isSpace(char c) {
    return CNumber.isSpace(c);
  }

  private static int skip(String text, int from) {
    return CNumber.skipSpaces(text, from);
  }

  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return lower.toString();
  }
}
