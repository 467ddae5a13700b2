package org.synapsepg.pghba.internal.syntax;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a physical line of postgresql.conf into lexemes as the server does: of all token forms that
 * begin at a place the longest wins, and of equally long ones the first in {@link Kind}. What no
 * form covers is an error of one character; a comment belongs to the trailing trivia.
 *
 * <p>Original: the rules of {@code src/backend/utils/misc/guc-file.l} of PostgreSQL, which are the
 * same in 12 to 18.
 */
public final class ConfLexer {
  /** The forms of a token, those with precedence first. */
  public enum Kind {
    /** A letter, then letters and digits. */
    ID,
    /** Two of those joined by one dot. */
    QUALIFIED_ID,
    /** Text in single quotes. */
    STRING,
    /** A letter, then letters, digits and {@code - . _ : /}. */
    UNQUOTED_STRING,
    /** Decimal or hexadecimal digits, then letters. */
    INTEGER,
    /** Digits with a dot. */
    REAL,
    /** The sign between name and value. */
    EQUALS,
    /** A character that begins no token. */
    ERROR
  }

  /**
   * A line with its lexemes.
   *
   * @param raw the line
   * @param kinds the kind of each lexeme, in order
   */
  public record Lexed(RawLine raw, List<Kind> kinds) {}

  private final String text;
  private final int end;
  private int at;
  private Kind kind = Kind.ERROR;

  private ConfLexer(String text) {
    this.text = text;
    this.end = text.endsWith("\n") ? text.length() - 1 : text.length();
  }

  /**
   * Cuts a line.
   *
   * @param source the physical line with its line feed, if it has one
   * @return its lexemes
   */
  public static Lexed lex(String source) {
    ConfLexer lexer = new ConfLexer(source);
    List<Lexeme> lexemes = List.of();
    List<Kind> kinds = List.of();
    int lead = 0;
    while (true) {
      while (lexer.at < lexer.end && isBlank(source.charAt(lexer.at))) {
        lexer.at++;
      }
      if (lexer.at == lexer.end || source.charAt(lexer.at) == '#') {
        return new Lexed(new RawLine(source, lexemes), kinds);
      }
      int start = lexer.at;
      lexer.at = lexer.tokenEnd(start);
      if (lexemes.isEmpty()) {
        lexemes = new ArrayList<>(3);
        kinds = new ArrayList<>(3);
      }
      boolean quoted = lexer.kind == Kind.STRING;
      lexemes.add(new Lexeme(source, lead, start, lexer.at, null, quoted, false));
      kinds.add(lexer.kind);
      lead = lexer.at;
    }
  }

  private int tokenEnd(int start) {
    char c = text.charAt(start);
    if (isLetter(c)) {
      return wordEnd(start);
    }
    if (c == '\'') {
      kind = Kind.STRING;
      int close = stringEnd(start);
      if (close > start) {
        return close;
      }
    } else if (c == '=') {
      kind = Kind.EQUALS;
      return start + 1;
    } else if (isDigit(c) || c == '.' || c == '-' || c == '+') {
      int number = numberEnd(start);
      if (number > start) {
        return number;
      }
    }
    kind = Kind.ERROR;
    return start + 1;
  }

  private int wordEnd(int start) {
    int id = start;
    while (id < end && isLetterOrDigit(text.charAt(id))) {
      id++;
    }
    int all = id;
    while (all < end
        && (isLetterOrDigit(text.charAt(all)) || "-.:/".indexOf(text.charAt(all)) >= 0)) {
      all++;
    }
    if (all == id) {
      kind = Kind.ID;
    } else {
      kind = all == qualifiedEnd(id) ? Kind.QUALIFIED_ID : Kind.UNQUOTED_STRING;
    }
    return all;
  }

  private int qualifiedEnd(int dot) {
    int at = dot + 1;
    if (text.charAt(dot) != '.' || at >= end || !isLetter(text.charAt(at))) {
      return -1;
    }
    while (at < end && isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Behind the last quote that may close the string, or -1. */
  private int stringEnd(int start) {
    int accepted = -1;
    int at = start + 1;
    while (at < end) {
      char c = text.charAt(at);
      if (c == '\'') {
        accepted = at + 1;
        if (at + 1 >= end || text.charAt(at + 1) != '\'') {
          return accepted;
        }
        at += 2;
      } else if (c == '\\') {
        at += 2;
      } else {
        at++;
      }
    }
    return accepted;
  }

  private int numberEnd(int start) {
    char sign = text.charAt(start);
    int from = sign == '-' || sign == '+' ? start + 1 : start;
    int digits = digitsFrom(from);
    int integer = digits > from ? lettersFrom(digits) : -1;
    if (text.startsWith("0x", from)) {
      int hex = from + 2;
      while (hex < end && Character.digit(ascii(text.charAt(hex)), 16) >= 0) {
        hex++;
      }
      if (hex > from + 2) {
        integer = Math.max(integer, lettersFrom(hex));
      }
    }
    int real = -1;
    if (digits < end && text.charAt(digits) == '.') {
      real = exponentEnd(digitsFrom(digits + 1));
    }
    kind = integer >= real ? Kind.INTEGER : Kind.REAL;
    return Math.max(integer, real);
  }

  private int exponentEnd(int from) {
    if (from < end && (text.charAt(from) == 'e' || text.charAt(from) == 'E')) {
      int at = from + 1;
      if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      int digits = digitsFrom(at);
      if (digits > at) {
        return digits;
      }
    }
    return from;
  }

  private int digitsFrom(int from) {
    int at = from;
    while (at < end && isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private int lettersFrom(int from) {
    int at = from;
    while (at < end && isAsciiLetter(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static char ascii(char c) {
    return c < 0x80 ? c : '\0';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Whether the server's lexer takes a character for a letter: all bytes beyond ASCII are. */
  public static boolean isLetter(char c) {
    return isAsciiLetter(c) || c == '_' || c >= 0x80;
  }

  private static boolean isLetterOrDigit(char c) {
    return isLetter(c) || isDigit(c);
  }

  /**
   * The form that a whole text has as a token.
   *
   * @param text any text
   * @return its kind; null if it is no single token
   */
  public static @Nullable Kind kindOf(String text) {
    if (text.indexOf('\n') >= 0) {
      return null;
    }
    Lexed lexed = lex(text);
    boolean whole = lexed.kinds().size() == 1 && lexed.raw().lexemes().get(0).source().equals(text);
    return whole ? lexed.kinds().get(0) : null;
  }
}
