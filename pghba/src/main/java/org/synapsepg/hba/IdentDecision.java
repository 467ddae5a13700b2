package org.synapsepg.hba;

import java.util.List;

/** Whether a system user may log in as a role, and by which line of pg_ident.conf. */
public sealed interface IdentDecision {
  /**
   * It may.
   *
   * @param reason why: the line, or that without a map both names are equal
   */
  record Allowed(String reason) implements IdentDecision {}

  /**
   * It may not.
   *
   * @param reason why, in the server's words
   */
  record Refused(String reason) implements IdentDecision {}

  /**
   * It depends on something that is not known.
   *
   * @param needs what would settle it
   */
  record Undecided(List<HbaDecision.Need> needs) implements IdentDecision {}

  /**
   * Whether it is certain that the system user may log in as the role.
   *
   * @return true for {@link Allowed}
   */
  default boolean isAllowed() {
    return this instanceof Allowed;
  }
}
