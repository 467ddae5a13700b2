package org.synapsepg.pghba.internal.syntax;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a logical line of pg_hba.conf or pg_ident.conf into lexemes as the server does.
 *
 * <p>Blanks and commas before a lexeme are skipped. A lexeme ends at a blank, a comma or a {@code
 * #} outside quotes; if it ends directly at a comma, the next one belongs to the same field. A
 * quote toggles; one that opens right after another closed stands for itself as well. A lexeme is
 * quoted if a quote was met while nothing had been collected.
 *
 * <p>Original: {@code next_token} in PostgreSQL's {@code src/backend/libpq/hba.c}.
 */
public final class AuthLexer {
  /** What 12 to 15 take of one lexeme, in bytes. */
  private static final int LONGEST = 10_239;

  private final LogicalLine line;
  private final String text;
  private final int major;
  private final boolean bytewise;
  private final List<Lexeme> lexemes = new ArrayList<>(6);
  private int at;
  private int leadStart;
  private boolean joined;
  private boolean tooLong;

  private AuthLexer(LogicalLine line, int major, boolean bytewise) {
    this.line = line;
    this.text = line.text();
    this.major = major;
    this.bytewise = bytewise;
  }

  /**
   * The lexemes of a line, and whether one of them was refused for its length.
   *
   * @param raw the line with its lexemes; one that was too long is not among them
   * @param tooLong whether the server refuses the line because a lexeme is too long
   */
  public record Lexed(RawLine raw, boolean tooLong) {}

  /**
   * Cuts a line.
   *
   * @param line the line
   * @param major the server's major version
   * @param bytewise whether each character stands for one byte
   * @return its lexemes
   */
  public static Lexed lex(LogicalLine line, int major, boolean bytewise) {
    AuthLexer lexer = new AuthLexer(line, major, bytewise);
    if (!line.tooLong()) {
      while (lexer.next()) {
        // Each step adds one lexeme.
      }
    }
    return new Lexed(new RawLine(line.source(), lexer.trimmed()), lexer.tooLong);
  }

  private List<Lexeme> trimmed() {
    return lexemes.isEmpty() ? List.of() : lexemes;
  }

  private boolean isBlank(char c) {
    return c == ' ' || c == '\t' || (c == '\r' && major < 19);
  }

  private boolean next() {
    while (at < text.length() && (isBlank(text.charAt(at)) || text.charAt(at) == ',')) {
      at++;
    }
    int start = at;
    boolean inside = false;
    boolean justClosed = false;
    boolean sawQuote = false;
    boolean quoted = false;
    @Nullable StringBuilder changed = null;
    int size = 0;
    int bytes = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!inside && (isBlank(c) || c == '#' || c == ',')) {
        break;
      }
      if (major < 16 && bytes >= LONGEST) {
        tooLong = true;
        at = text.length();
        return false;
      }
      if (c == '"') {
        if (changed == null) {
          changed = new StringBuilder(text.substring(start, at));
        }
        if (!inside && justClosed) {
          changed.append('"');
          size++;
          bytes++;
        }
        justClosed = inside;
        inside = !inside;
        sawQuote = true;
        quoted |= size == 0;
      } else {
        justClosed = false;
        size++;
        bytes += bytewise || c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        if (changed != null) {
          changed.append(c);
        }
      }
      at++;
    }
    if (size == 0 && !sawQuote) {
      return false;
    }
    add(start, changed, quoted);
    if (at < text.length() && text.charAt(at) == '#') {
      joined = false;
      at = text.length();
    } else {
      joined = at < text.length() && text.charAt(at) == ',';
    }
    return true;
  }

  private void add(int start, @Nullable StringBuilder changed, boolean quoted) {
    int from = line.offsetOf(start);
    int to = line.endOf(at);
    String value = changed == null ? null : changed.toString();
    if (value == null && to - from != at - start) {
      value = text.substring(start, at);
    }
    lexemes.add(new Lexeme(line.source(), leadStart, from, to, value, quoted, joined));
    leadStart = to;
  }
}
