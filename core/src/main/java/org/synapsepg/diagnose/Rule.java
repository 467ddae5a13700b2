package org.synapsepg.diagnose;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text that somebody's source writes, and what it means. */
record Rule(Pattern pattern, Function<Parts, PgProblem> meaning) {
  /** A quoted name; the server writes it unescaped, so it ends at the first quote. */
  static final String NAME = "\"([^\"\\n]*)\"";

  /** The groups of a match. */
  record Parts(String message, Matcher matcher) {
    /** A group's text, empty when it took no part. */
    String get(int group) {
      String text = matcher.group(group);
      return text == null ? "" : text;
    }

    boolean has(int group) {
      return matcher.group(group) != null;
    }
  }

  static Rule of(String regex, Function<Parts, PgProblem> meaning) {
    return new Rule(Pattern.compile(regex, Pattern.MULTILINE), meaning);
  }

  /** A rule for texts without parts. */
  static Rule plain(String regex, Function<String, PgProblem> meaning) {
    return of(regex, parts -> meaning.apply(parts.message()));
  }

  /** A rule for texts with one part: the first group that takes part in the match. */
  static Rule named(String regex, BiFunction<String, String, PgProblem> meaning) {
    return of(regex, parts -> meaning.apply(parts.message(), first(parts)));
  }

  private static String first(Parts parts) {
    for (int i = 1; i <= parts.matcher().groupCount(); i++) {
      if (parts.has(i)) {
        return parts.get(i);
      }
    }
    return "";
  }
}
