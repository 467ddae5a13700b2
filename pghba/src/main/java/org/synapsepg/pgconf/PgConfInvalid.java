package org.synapsepg.pgconf;

import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that the server refuses as a syntax error. It is kept as it is. Immutable. */
public final class PgConfInvalid extends PgConfLine {
  private final int token;

  /** A line with the index of the lexeme at which the server stops; their number for the end. */
  PgConfInvalid(RawLine raw, int token) {
    super(raw);
    this.token = token;
  }

  /**
   * Where the server stops, in the words of its log.
   *
   * @return {@code near end of line}, or {@code near token "…"}
   */
  public String near() {
    return atEnd() ? "near end of line" : "near token \"" + tokenText() + "\"";
  }

  boolean atEnd() {
    return token == raw().lexemes().size();
  }

  private String tokenText() {
    String text = raw().lexemes().get(token).source();
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  int column() {
    return atEnd() ? raw().body().length() + 1 : raw().lexemes().get(token).start() + 1;
  }
}
