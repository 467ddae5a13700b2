package org.synapsepg.hba;

import java.util.List;
import java.util.Set;
import org.synapsepg.pghba.internal.syntax.AuthLexer;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.LogicalLine;
import org.synapsepg.pghba.internal.syntax.LogicalLines;

/** Checks of the strings that a caller wants to have written. */
final class Words {
  static final Set<String> DATABASE_KEYWORDS =
      Set.of("all", "sameuser", "samerole", "samegroup", "replication");
  static final Set<String> USER_KEYWORDS = Set.of("all");

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

  /**
   * A name as a lexeme that means this name and nothing else.
   *
   * @param name any name without line ends and NUL
   * @param keywords the words that would mean something else
   * @param major the server's major version; from 16 on a name that begins with a slash can only be
   *     written as a regular expression
   */
  static String lexemeFor(String name, Set<String> keywords, int major) {
    if (major >= 16 && name.startsWith("/")) {
      StringBuilder pattern = new StringBuilder("/^");
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        boolean plain = c >= 0x80 || Character.isLetterOrDigit(c) || c == '_';
        pattern.append(plain ? "" : "\\").append(c);
      }
      return HbaRule.literal(pattern.append('$').toString());
    }
    boolean plain = !keywords.contains(name) && !name.isEmpty() && name.charAt(0) != '@';
    for (int i = 0; i < name.length() && plain; i++) {
      char c = name.charAt(i);
      plain = c > ' ' && c != ',' && c != '#' && c != '"' && c != '\\';
    }
    return plain && !name.startsWith("+") ? name : HbaRule.literal(name);
  }
}
