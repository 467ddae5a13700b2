package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;

/** Numbers and lists in option values as the server's C code reads them. */
final class CNumbers {
  private CNumbers() {}

  /** Leading blanks, a sign, digits; what follows is ignored; 0 if there are no digits. */
  static int atoi(String text) {
    int at = 0;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (negative || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    long value = 0;
    for (; at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9'; at++) {
      if (value < Long.MAX_VALUE / 20) {
        value = value * 10 + text.charAt(at) - '0';
      }
    }
    return (int) (negative ? -value : value);
  }

  /**
   * A list split by commas whose parts may be in double quotes, or null if it is none. Original:
   * {@code SplitGUCList}.
   */
  static @Nullable List<String> splitList(String text) {
    List<String> parts = new ArrayList<>();
    int at = skip(text, 0);
    if (at == text.length()) {
      return parts;
    }
    while (true) {
      StringBuilder part = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        int close = text.indexOf('"', at + 1);
        int from = at + 1;
        while (close >= 0 && close + 1 < text.length() && text.charAt(close + 1) == '"') {
          part.append(text, from, close + 1);
          from = close + 2;
          close = text.indexOf('"', from);
        }
        if (close < 0) {
          return null;
        }
        part.append(text, from, close);
        at = close + 1;
      } else {
        int from = at;
        while (at < text.length() && text.charAt(at) != ',' && !isSpace(text.charAt(at))) {
          at++;
        }
        if (at == from) {
          return null;
        }
        part.append(text, from, at);
      }
      parts.add(part.toString());
      at = skip(text, at);
      if (at == text.length()) {
        return parts;
      }
      if (text.charAt(at) != ',') {
        return null;
      }
      at = skip(text, at + 1);
    }
  }

  private static int skip(String text, int from) {
    int at = from;
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
