package org.synapsepg.provision;

/**
 * One statement of a plan.
 *
 * @param shown the statement with stars in the place of the verifier
 * @param sql the statement itself
 * @param inside whether it runs in the new database
 * @param always whether it runs even after a failure, to undo what was only lent
 */
record Step(String shown, String sql, boolean inside, boolean always) {
  static Step server(String sql) {
    return new Step(sql, sql, false, false);
  }

  static Step inside(String sql) {
    return new Step(sql, sql, true, false);
  }

  static Step undo(String sql) {
    return new Step(sql, sql, false, true);
  }

  static Step withVerifier(String sql, String verifier) {
    return new Step(
        sql.formatted("'****'"),
        sql.formatted(org.synapsepg.core.internal.Sql.literal(verifier)),
        false,
        false);
  }
}
