package org.synapsepg.pghba.internal.regex;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.pghba.internal.regex.PgRegex.Answer;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

/** Our reading of expressions against the engine of real servers. */
@ExtendWith(PostgresExtension.class)
class PgRegexTest {
  private static final int EXPRESSIONS = Integer.getInteger("synapsepg.regex.expressions", 4_000);
  private static final String[] PARTS = {
    "a",
    "b",
    "ab",
    ".",
    "(a)",
    "(a|ab)",
    "(?:b|bc)",
    "(.*)",
    "(.+?)",
    "[ab]",
    "[^a]",
    "[a-c]",
    "\\w",
    "\\d",
    "\\S",
    "^",
    "$",
    "|",
    "(a*)",
    "(b??)",
    "\\m",
    "\\M",
    "\\y",
    "(?=b)",
    "(?!a)",
    "(?<=a)",
    "c",
    "(",
    ")",
    "[",
    "]",
    "{2}",
    "{1,2}",
    "{0,1}?",
    "*",
    "+",
    "?",
    "*?",
    "\\",
    "[[:alpha:]]",
    "[[:x:]]",
    "\\q",
    "{",
    "}",
    "-",
    "@",
    "\\.",
    "(a|b)*",
    "(ab?)+",
    "((a)b)"
  };

  /** What a server makes of an expression and a text. */
  private record Verdict(@Nullable String error, boolean matches, @Nullable String group) {}

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void agreesWithTheServersEngine(int major, PostgresServers servers) throws SQLException {
    long seed = Seed.of(PgRegexTest.class);
    Random random = new Random(seed);
    int matches = 0;
    int errors = 0;
    try (Connection connection = servers.major(major).superuser("postgres").open();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT m IS NOT NULL, m[1] FROM (SELECT regexp_match(t COLLATE \"C\", p) AS m"
                    + " FROM (VALUES (?::text, ?::text)) AS v(t, p)) AS x")) {
      for (int i = 0; i < EXPRESSIONS; i++) {
        StringBuilder pattern = new StringBuilder(random.nextInt(6) == 0 ? "(?i)" : "");
        for (int n = 1 + random.nextInt(5); n > 0; n--) {
          pattern.append(PARTS[random.nextInt(PARTS.length)]);
        }
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(7); n > 0; n--) {
          text.append("aabbcB@-. ".charAt(random.nextInt(10)));
        }
        Verdict theirs = ask(statement, pattern.toString(), text.toString());
        Verdict ours = ours(pattern.toString(), text.toString(), major, theirs);
        assertThat(ours)
            .as("PostgreSQL %d, seed %d: '%s' =~ '%s'", major, seed, text, pattern)
            .isEqualTo(theirs);
        matches += theirs.matches() ? 1 : 0;
        errors += theirs.error() == null ? 0 : 1;
      }
    }
    assertThat(matches).isGreaterThan(EXPRESSIONS / 10);
    assertThat(errors).isGreaterThan(EXPRESSIONS / 20);
  }

  private static Verdict ask(PreparedStatement statement, String pattern, String text)
      throws SQLException {
    statement.setString(1, text);
    statement.setString(2, pattern);
    try (ResultSet result = statement.executeQuery()) {
      assertThat(result.next()).isTrue();
      String group = hasGroup(pattern) ? result.getString(2) : null;
      return new Verdict(null, result.getBoolean(1), group);
    } catch (SQLException e) {
      String message = String.valueOf(e.getMessage());
      String start = "invalid regular expression: ";
      int at = message.indexOf(start);
      if (at < 0) {
        throw e;
      }
      return new Verdict(message.substring(at + start.length()), false, null);
    }
  }

  /** Without a group the function gives the whole match, so only sure ones are compared. */
  private static boolean hasGroup(String pattern) {
    return pattern.replace("(?", "").contains("(")
        && !pattern.contains("[")
        && !pattern.contains("\\(");
  }

  private static Verdict ours(String pattern, String text, int major, Verdict theirs) {
    byte[] bytes = pattern.getBytes(StandardCharsets.UTF_8);
    String error = PgRegex.errorOf(bytes, major);
    if (error != null) {
      return new Verdict(error, false, null);
    }
    PgRegex regex = PgRegex.of(bytes, major);
    Answer answer = regex.matches(text.getBytes(StandardCharsets.UTF_8));
    if (answer == Answer.UNKNOWN) {
      return theirs;
    }
    String group =
        answer == Answer.YES && hasGroup(pattern)
            ? regex
                .firstGroup(text.getBytes(StandardCharsets.UTF_8))
                .map(span -> text.substring(span[0], span[1]))
                .orElse(null)
            : null;
    return new Verdict(null, answer == Answer.YES, group);
  }

  @Test
  void whatIsNotCoveredIsSaidToBeSo() {
    PgRegex reference = PgRegex.of("(a)\\1".getBytes(StandardCharsets.UTF_8), 16);
    assertThat(reference.matches("aa".getBytes(StandardCharsets.UTF_8))).isEqualTo(Answer.UNKNOWN);
    assertThat(PgRegex.errorOf("(a)\\2".getBytes(StandardCharsets.UTF_8), 16))
        .isEqualTo("invalid backreference number");
  }
}
