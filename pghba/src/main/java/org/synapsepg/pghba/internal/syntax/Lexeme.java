package org.synapsepg.pghba.internal.syntax;

import jakarta.annotation.Nullable;

/**
 * One word of a line: the trivia before it, its text exactly as written, its decoded value, and
 * whether it was marked as quoted. Offsets are relative to the line's source. Immutable.
 */
public final class Lexeme {
  private final String line;
  private final int leadStart;
  private final int start;
  private final int end;
  private final @Nullable String decoded;
  private final boolean quoted;
  private final boolean joined;

  /**
   * A lexeme of a line.
   *
   * @param line the line's whole source
   * @param leadStart where the trivia before the lexeme begins
   * @param start where the lexeme begins
   * @param end where it ends, exclusive
   * @param decoded its value, or null if that is its text as written
   * @param quoted whether quoting takes away a special meaning
   * @param joined whether it belongs to the same field as the lexeme before it
   */
  public Lexeme(
      String line,
      int leadStart,
      int start,
      int end,
      @Nullable String decoded,
      boolean quoted,
      boolean joined) {
    this.line = line;
    this.leadStart = leadStart;
    this.start = start;
    this.end = end;
    this.decoded = decoded;
    this.quoted = quoted;
    this.joined = joined;
  }

  /** The trivia before the lexeme: blanks, separators, continuations. */
  public String lead() {
    return line.substring(leadStart, start);
  }

  /** The lexeme exactly as written, quotes and continuations inside it included. */
  public String source() {
    return line.substring(start, end);
  }

  /** The decoded text. */
  public String value() {
    return decoded == null ? line.substring(start, end) : decoded;
  }

  /** Whether quoting takes away a special meaning (keyword, group, file). */
  public boolean quoted() {
    return quoted;
  }

  /** Whether it belongs to the same field as the lexeme before it. */
  public boolean joined() {
    return joined;
  }

  /** Where it begins in the line's source. */
  public int start() {
    return start;
  }

  /** Where it ends in the line's source, exclusive. */
  public int end() {
    return end;
  }

  /** The text as written. */
  @Override
  public String toString() {
    return source();
  }
}
