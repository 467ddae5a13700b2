package org.synapsepg.pghba.internal.regex;

import java.nio.charset.StandardCharsets;

/** What the director ({@code ***=}) and the embedded options ({@code (?i)}) of a pattern say. */
final class RegexOptions {
  private static final String DIRECTOR = "***";

  boolean ignoreCase;
  boolean expanded;
  boolean stopAtLines;
  boolean anchorAtLines;
  boolean advanced = true;
  boolean literal;

  /** The offset behind them. */
  int end;

  private RegexOptions() {}

  static RegexOptions atStartOf(byte[] pattern) throws RegexError {
    RegexOptions options = new RegexOptions();
    options.director(pattern);
    if (!options.literal) {
      options.embedded(pattern);
    }
    return options;
  }

  private void director(byte[] text) throws RegexError {
    String start =
        new String(text, 0, Math.min(DIRECTOR.length(), text.length), StandardCharsets.ISO_8859_1);
    if (text.length <= DIRECTOR.length() || !start.equals(DIRECTOR)) {
      return;
    }
    end = DIRECTOR.length() + 1;
    switch (text[DIRECTOR.length()]) {
      case '=' -> literal = true;
      case ':' -> {
        // The advanced dialect, as without it.
      }
      case '?' -> throw RegexError.refused(RegexError.VERSION);
      default -> throw RegexError.refused(RegexError.QUANTIFIER);
    }
  }

  private void embedded(byte[] text) throws RegexError {
    boolean some =
        text.length - end >= 3
            && text[end] == '('
            && text[end + 1] == '?'
            && RegexLexer.isAlpha(text[end + 2]);
    if (!some) {
      return;
    }
    boolean basic = false;
    for (end += 2; end < text.length && RegexLexer.isAlpha(text[end]); end++) {
      switch (text[end]) {
        case 'b' -> basic = true;
        case 'c' -> ignoreCase = false;
        case 'e' -> advanced = false;
        case 'i' -> ignoreCase = true;
        case 'm', 'n' -> lines(true, true);
        case 'p' -> lines(true, false);
        case 'q' -> literal = true;
        case 's' -> lines(false, false);
        case 't' -> expanded = false;
        case 'w' -> lines(false, true);
        case 'x' -> expanded = true;
        default -> throw RegexError.refused(RegexError.OPTION);
      }
    }
    if (end >= text.length || text[end] != ')') {
      throw RegexError.refused(RegexError.OPTION);
    }
    end++;
    if (basic || (literal && !advanced)) {
      throw RegexError.unsupported("the embedded option for basic expressions");
    }
    if (literal) {
      expanded = false;
      lines(false, false);
    }
  }

  private void lines(boolean stop, boolean anchor) {
    stopAtLines = stop;
    anchorAtLines = anchor;
  }
}
