package org.synapsepg.porting.internal.audit;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition of PostgreSQL's catalogue in SQLite's words, as far as it means the same there:
 * comparisons of columns with constants, {@code IS NULL}, and what joins them.
 */
public final class SqliteCondition {
  private static final Pattern CAST =
      Pattern.compile(
          "::(character varying|double precision|timestamp with(?:out)? time"
              + " zone|[a-z_0-9]+)(\\(\\d+\\))?");

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|\"(?:[^\"]|\"\")+\"|'(?:[^']|'')*'|\\d+|<>|<=|>=|[()=<>]|[A-Za-z_][A-Za-z_0-9$]*");

  private static final Set<String> WORDS =
      Set.of("and", "or", "not", "is", "null", "true", "false");

  private SqliteCondition() {}

  /**
   * Says it in SQLite's words.
   *
   * @param expression as {@code pg_get_expr} writes it
   * @return the condition; nothing if it holds a function or an operator that SQLite does not have
   *     in the same sense
   */
  public static Optional<String> of(String expression) {
    String plain = CAST.matcher(expression).replaceAll("");
    Matcher token = TOKEN.matcher(plain);
    StringBuilder condition = new StringBuilder();
    String before = "";
    int at = 0;
    while (at < plain.length()) {
      if (!token.find(at) || token.start() != at) {
        return Optional.empty();
      }
      String word = token.group();
      if (word.equals("(") && isName(before)) {
        return Optional.empty();
      }
      condition.append(word);
      before = word.isBlank() ? before : word;
      at = token.end();
    }
    return Optional.of(condition.toString());
  }

  private static boolean isName(String word) {
    return !word.isEmpty()
        && (Character.isLetter(word.charAt(0)) || word.charAt(0) == '_' || word.charAt(0) == '"')
        && !WORDS.contains(word.toLowerCase(Locale.ROOT));
  }
}
