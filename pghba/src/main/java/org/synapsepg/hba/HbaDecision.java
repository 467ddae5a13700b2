package org.synapsepg.hba;

import java.util.List;
import java.util.stream.Collectors;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;

/**
 * Which rule decides about a connection, and why. A Java caller asks with {@code instanceof}; a
 * Kotlin {@code when} over it needs no else.
 */
public sealed interface HbaDecision {
  /**
   * How the decision came about.
   *
   * @return one step for each rule up to the answer
   */
  HbaTrace trace();

  /**
   * The trace as a table for people: line, rule, and which test failed and why.
   *
   * @return some lines of text, each with a line feed
   */
  default String explain() {
    return trace().render(this);
  }

  /**
   * A rule passes all tests; nothing after it is looked at, whatever comes of its authentication.
   *
   * @param rule the rule; its method may be {@code reject}
   * @param trace how it came about
   */
  record Matched(HbaRule rule, HbaTrace trace) implements HbaDecision {}

  /**
   * No rule applies: the server refuses the connection.
   *
   * @param trace how it came about
   */
  record NoRule(HbaTrace trace) implements HbaDecision {}

  /**
   * At some rule it depends on something that the request does not tell.
   *
   * @param rule the first rule that may or may not apply
   * @param needs what would settle it
   * @param trace how it came about
   */
  record Undecided(HbaRule rule, List<Need> needs, HbaTrace trace) implements HbaDecision {}

  /**
   * The server would not load the file: a running one keeps its old rules, one that starts does not
   * start.
   *
   * @param errors every reason
   * @param trace empty
   */
  record FileRejected(Findings errors, HbaTrace trace) implements HbaDecision {
    @Override
    public String explain() {
      return "the file does not load:\n" + errors.atLeast(Severity.INFO).render() + "\n";
    }
  }

  /**
   * Something that a decision depends on and that is not known.
   *
   * @param kind what kind of thing
   * @param what what exactly, for people
   */
  record Need(Kind kind, String what) {
    /** What can be missing. */
    public enum Kind {
      /** {@link ConnectionRequest.Builder#ssl}. */
      SSL_STATE,
      /** {@link ConnectionRequest.Builder#gssEncrypted}. */
      GSS_STATE,
      /** {@link ConnectionRequest.Builder#roles}. */
      ROLE_MEMBERSHIP,
      /** {@link ConnectionRequest.Builder#serverInterface}. */
      SERVER_INTERFACES,
      /** {@link ConnectionRequest.Builder#hostNames}: the name of the client's address. */
      REVERSE_LOOKUP,
      /** {@link ConnectionRequest.Builder#hostNames}: the addresses of the client's name. */
      FORWARD_LOOKUP,
      /** A regular expression that only the server itself can be asked about. */
      REGULAR_EXPRESSION
    }

    /** What is needed, for people. */
    @Override
    public String toString() {
      return what;
    }

    static String list(List<Need> needs) {
      return needs.stream().map(Need::what).collect(Collectors.joining("; "));
    }
  }
}
