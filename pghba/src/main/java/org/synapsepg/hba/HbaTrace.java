package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.SourceLocation;

/**
 * How a decision came about: one step for each rule up to the answer. It is worked out when it is
 * asked for. Safe for use by several threads.
 */
public final class HbaTrace {
  /** The tests of a rule, in the server's order. */
  public enum Test {
    /** Unix-domain socket or TCP. */
    TRANSPORT,
    /** SSL. */
    SSL,
    /** Encryption by GSSAPI. */
    GSS,
    /** The client's address. */
    ADDRESS,
    /** The database. */
    DATABASE,
    /** The user. */
    USER,
    /** None failed. */
    NONE
  }

  /** What came of a rule. */
  public enum Result {
    /** All tests passed: this rule decides. */
    MATCHES,
    /** A test failed: on to the next rule. */
    FAILS,
    /** It cannot be told. */
    UNKNOWN
  }

  /**
   * One rule.
   *
   * @param rule the rule
   * @param location where it stands
   * @param result what came of it
   * @param test the first test that failed or could not be told; {@link Test#NONE} if all passed
   * @param reason why, for people
   */
  public record Step(
      HbaRule rule, SourceLocation location, Result result, Test test, String reason) {}

  private final @Nullable HbaFile file;
  private final @Nullable ConnectionRequest request;

  HbaTrace(@Nullable HbaFile file, @Nullable ConnectionRequest request) {
    this.file = file;
    this.request = request;
  }

  static HbaTrace none() {
    return new HbaTrace(null, null);
  }

  /**
   * The steps.
   *
   * @return one for each rule up to the answer, in order
   */
  public List<Step> steps() {
    if (file == null || request == null) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>();
    RuleTester tester = new RuleTester(file.server(), request, file.index().regexes());
    for (HbaRecord record : file.records()) {
      if (record.line() instanceof HbaRule rule) {
        RuleTester.Verdict verdict = tester.test(rule);
        steps.add(
            new Step(rule, record.location(), verdict.result(), verdict.test(), verdict.reason()));
        if (verdict.result() != Result.FAILS) {
          break;
        }
      }
    }
    return List.copyOf(steps);
  }

  String render(HbaDecision decision) {
    StringBuilder text = new StringBuilder();
    if (request != null) {
      text.append(request).append('\n');
    }
    for (Step step : steps()) {
      String result =
          switch (step.result()) {
            case MATCHES -> "matches";
            case FAILS -> "no: " + step.reason();
            case UNKNOWN -> "cannot tell: " + step.reason();
          };
      text.append(String.format("%-24s", step.location()));
      text.append(' ').append(step.rule().source().strip().replaceAll("\\s+", " "));
      text.append("\n    ").append(result).append('\n');
    }
    if (decision instanceof HbaDecision.Matched matched) {
      text.append("decided by ").append(matched.rule().method()).append('\n');
    } else if (decision instanceof HbaDecision.NoRule) {
      text.append("no rule applies: the server refuses the connection\n");
    } else if (decision instanceof HbaDecision.Undecided undecided) {
      text.append("needed: ").append(HbaDecision.Need.list(undecided.needs())).append('\n');
    }
    return text.toString();
  }
}
