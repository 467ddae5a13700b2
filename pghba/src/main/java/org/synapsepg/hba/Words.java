package org.synapsepg.hba;

import java.util.List;
import org.synapsepg.pghba.internal.syntax.AuthLexer;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.LogicalLine;
import org.synapsepg.pghba.internal.syntax.LogicalLines;

/** Checks of the strings that a caller wants to have written. */
final class Words {
  private static final int ANY_MAJOR = 18;

  private Words() {}

  /** The decoded word, if the text is exactly one lexeme. */
  static HbaName single(String text) {
    List<LogicalLine> lines = LogicalLines.of(text, false, ANY_MAJOR);
    if (lines.size() == 1 && text.indexOf('\0') < 0) {
      List<Lexeme> lexemes = AuthLexer.lex(lines.get(0), ANY_MAJOR, false).raw().lexemes();
      if (lexemes.size() == 1
          && lexemes.get(0).source().equals(text)
          && !text.endsWith("\\")
          && closesQuotes(text)) {
        return new HbaName(lexemes.get(0).value(), lexemes.get(0).quoted());
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not one word of a pg_hba.conf; use HbaRule.literal for a name with blanks,"
            + " commas, quotes or a number sign, and one string for each word");
  }

  private static boolean closesQuotes(String text) {
    return text.chars().filter(c -> c == '"').count() % 2 == 0;
  }
}
