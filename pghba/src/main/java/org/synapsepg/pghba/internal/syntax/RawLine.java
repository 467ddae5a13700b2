package org.synapsepg.pghba.internal.syntax;

import java.util.List;

/**
 * One logical line as written: lexemes with their trivia, what follows the last of them (blanks, a
 * comment), and the line ending. Immutable.
 */
public final class RawLine {
  private final String source;
  private final List<Lexeme> lexemes;

  /**
   * A line.
   *
   * @param source its whole text, continuations and line ending included
   * @param lexemes its lexemes in order; they are not copied and must not change
   */
  public RawLine(String source, List<Lexeme> lexemes) {
    this.source = source;
    this.lexemes = lexemes;
  }

  /** The whole text with its line ending. */
  public String source() {
    return source;
  }

  /** The lexemes in order. */
  public List<Lexeme> lexemes() {
    return lexemes;
  }

  /** The text without its line ending. */
  public String body() {
    return source.substring(0, source.length() - ending().length());
  }

  /** What follows the last lexeme, without the line ending. */
  public String trailing() {
    int from = lexemes.isEmpty() ? 0 : lexemes.get(lexemes.size() - 1).end();
    return source.substring(from, Math.max(from, source.length() - ending().length()));
  }

  /** The line ending: line feed, carriage return and line feed, or nothing. */
  public String ending() {
    if (!source.endsWith("\n")) {
      return "";
    }
    return source.endsWith("\r\n") ? "\r\n" : "\n";
  }

  /** How many line feeds it holds: by so much it moves what follows down. */
  public int lineFeeds() {
    int count = 0;
    for (int at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) {
      count++;
    }
    return count;
  }

  /** How many line feeds stand before an offset into the source. */
  public int lineFeedsBefore(int offset) {
    int count = 0;
    for (int at = source.indexOf('\n'); at >= 0 && at < offset; at = source.indexOf('\n', at + 1)) {
      count++;
    }
    return count;
  }

  /** The column, counted from 1, that an offset into the source has in its physical line. */
  public int columnAt(int offset) {
    return offset == 0 ? 1 : offset - source.lastIndexOf('\n', offset - 1);
  }

  /** The whole text. */
  @Override
  public String toString() {
    return source;
  }
}
