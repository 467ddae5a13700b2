package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.internal.preflight.TargetCheck;

/**
 * What a server will go on to refuse, met while nothing is written yet: a reason to refuse the
 * port, and no failure. Everything else, such as a connection that is lost, may be gone the next
 * time. SQLSTATEs: PostgreSQL docs, "PostgreSQL Error Codes".
 */
final class ServerRefusal {
  /**
   * A prepared statement that is there already, or is not: behind a pooler in transaction mode the
   * driver meets another session's.
   */
  private static final Set<String> POOLED = Set.of("42P05", "26000");

  private static final String RIGHTS = "42501";
  private static final String LIMIT = "53400";

  /** Access rules, names and types. */
  private static final String RULES = "42";

  private ServerRefusal() {}

  /** The reason, if it is one. */
  static Optional<Finding> of(Exception e) {
    String state = e instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
    if (POOLED.contains(state)) {
      return Optional.of(TargetCheck.transactionPooling());
    }
    if (!(e instanceof SQLException sql) || !(state.startsWith(RULES) || state.equals(LIMIT))) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                state.equals(RIGHTS) ? PortCode.RIGHTS_MISSING : PortCode.RUN_FAILED,
                "the server refuses what a port needs: " + ServerProblem.describe(sql))
            .withHint(
                state.equals(RIGHTS)
                    ? "port as the role that owns the database, or give the role this right"
                    : "see that the limits of the role and the database allow it; nothing was"
                        + " written"));
  }
}
