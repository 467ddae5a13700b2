package org.synapsepg.pgconf.internal;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The small language of {@code synchronous_standby_names} (PostgreSQL documentation, "Replication
 * settings").
 */
public final class StandbyNames {
  private static final Pattern TOKEN =
      Pattern.compile(
          "[ \\t\\n\\r\\f\\x0B]+|(?<keyword>(?i:any|first)(?![A-Za-z0-9_$\\x80-\\uFFFF]))"
              + "|(?<name>\"(?:[^\"]|\"\")*\"|[A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_$\\x80-\\uFFFF]*|\\*)"
              + "|(?<number>[0-9]+)|(?<other>(?s:.))");

  private record Token(char kind, String text) {}

  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private StandbyNames(String text) {
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      String token = matcher.group();
      if (matcher.group("keyword") != null) {
        tokens.add(new Token('K', token));
      } else if (matcher.group("name") != null) {
        tokens.add(new Token('n', token));
      } else if (matcher.group("number") != null) {
        tokens.add(new Token('9', token));
      } else if (matcher.group("other") != null) {
        boolean quote = token.equals("\"");
        tokens.add(new Token(quote ? '"' : token.charAt(0), quote ? "" : token));
        if (quote) {
          break;
        }
      }
    }
  }

  /** What is wrong with a text: the server's detail; null if nothing is. */
  public static @Nullable String syntaxError(String text) {
    StandbyNames parser = new StandbyNames(text);
    if (parser.config() && parser.at == parser.tokens.size()) {
      return null;
    }
    if (parser.at < parser.tokens.size()) {
      Token found = parser.tokens.get(parser.at);
      return found.kind() == '"'
          ? "unterminated quoted identifier at end of input"
          : "syntax error at or near \"" + found.text() + "\"";
    }
    return "syntax error at end of input";
  }

  /** The number of standbys to wait for: 1 unless the text says another. */
  public static long count(String text) {
    StandbyNames parser = new StandbyNames(text);
    int number = parser.kind(0) == 'K' ? 1 : 0;
    boolean counted = parser.kind(number) == '9' && parser.kind(number + 1) == '(';
    return counted ? Long.parseLong(parser.tokens.get(number).text()) : 1;
  }

  private char kind(int index) {
    return index < tokens.size() ? tokens.get(index).kind() : 0;
  }

  private boolean config() {
    if (kind(0) == 'K') {
      at = 1;
      return take('9') && inParentheses();
    }
    if (kind(0) == '9' && kind(1) == '(') {
      at = 1;
      return inParentheses();
    }
    return names();
  }

  private boolean inParentheses() {
    return take('(') && names() && take(')');
  }

  private boolean names() {
    do {
      if (kind(at) != 'n' && kind(at) != '9') {
        return false;
      }
      at++;
    } while (take(','));
    return true;
  }

  private boolean take(char kind) {
    if (kind(at) != kind) {
      return false;
    }
    at++;
    return true;
  }
}
