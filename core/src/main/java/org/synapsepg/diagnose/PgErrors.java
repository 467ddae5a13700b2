package org.synapsepg.diagnose;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * Explains errors of PostgreSQL, libpq, psycopg2, pgjdbc and Synapse. Only texts and SQL states
 * that are known for certain are explained; everything else is {@link PgProblem.Unknown}.
 * Stateless, safe for several threads.
 *
 * <p>Example: {@code PgErrors.explain("FATAL: role \"synapse\" does not exist")} is a {@link
 * PgProblem.RoleMissing}.
 */
public final class PgErrors {
  private static final List<Rule> RULES =
      Stream.concat(AccessRules.ALL.stream(), DatabaseRules.ALL.stream()).toList();

  private record Hit(int position, Rule rule, Matcher matcher) {}

  private PgErrors() {}

  /**
   * Explains a text: one message, or a piece of a log or of a traceback, in which the first message
   * that is known counts. libpq reports each of its attempts; the first failed for the reason that
   * matters.
   *
   * @param text the text, in English as the server's and the driver's sources have it
   * @return the problem; {@link PgProblem.Unknown} when nothing in it is known
   */
  public static PgProblem explain(String text) {
    return byText(text, text).orElseGet(() -> new PgProblem.Unknown(text));
  }

  /**
   * Explains what a driver threw: by its text, by the exceptions that caused it, by its SQL state.
   * A text in another language has only the SQL state; where that stands for several kinds the
   * answer is a group, {@link PgProblem.AuthorizationRefused}, or {@link PgProblem.Unknown}.
   *
   * @param error the exception; pgjdbc's gives more, but no driver is required
   * @return the problem
   */
  public static PgProblem explain(SQLException error) {
    String message = error.getMessage() == null ? error.toString() : error.getMessage();
    Throwable each = error;
    for (int depth = 0; each != null && depth < 20; depth++, each = each.getCause()) {
      String text = each.getMessage();
      Optional<PgProblem> found = text == null ? Optional.empty() : byText(message, text);
      if (found.isEmpty()) {
        found = Causes.explain(message, each);
      }
      if (found.isPresent()) {
        return found.get();
      }
    }
    for (each = error; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && sql.getSQLState() != null) {
        Optional<PgProblem> found = SqlStates.explain(message, sql);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    SQLException next = error.getNextException();
    return next == null || next == error ? new PgProblem.Unknown(message) : explain(next);
  }

  /** The earliest match; of several at one place, that of the first rule. */
  private static Optional<PgProblem> byText(String message, String text) {
    return RULES.stream()
        .map(rule -> new Hit(0, rule, rule.pattern().matcher(text)))
        .filter(hit -> hit.matcher().find())
        .map(hit -> new Hit(hit.matcher().start(), hit.rule(), hit.matcher()))
        .min(Comparator.comparingInt(Hit::position))
        .map(hit -> hit.rule().meaning().apply(new Rule.Parts(message, hit.matcher())));
  }
}
