package org.synapsepg.pgconf;

import java.util.List;
import org.synapsepg.pghba.internal.syntax.ConfLexer;
import org.synapsepg.pghba.internal.syntax.Lexeme;

/** What to do about a line that the server cannot read. */
final class PgConfAdvice {
  private PgConfAdvice() {}

  static String forSyntaxError(PgConfInvalid line) {
    List<Lexeme> lexemes = line.raw().lexemes();
    Lexeme first = lexemes.get(0);
    if (line.atEnd()) {
      return first.source().startsWith("\uFEFF")
          ? "the file begins with a byte order mark; remove it"
          : "write a value behind the name, or put # before the line";
    }
    String near = line.near();
    if (near.equals("near token \"'\"")) {
      return "the string is not closed; a quote inside it is written '', a backslash \\\\";
    }
    boolean name = ConfLexer.isLetter(first.source().charAt(0));
    if (!name) {
      return "a line begins with the plain name of a setting: letters, digits and _, at most one dot";
    }
    return "expected: name = value; put a value in single quotes if it has blanks or signs";
  }
}
