package org.synapsepg.hba;

import jakarta.annotation.Nullable;

/**
 * Why the server refuses a line.
 *
 * @param shown what {@code pg_hba_file_rules} shows as the error; null in the cases in which the
 *     server forgets to show one
 * @param logged what the server logs
 * @param hint what to do, in this library's words; null if nothing is known
 */
record RuleError(@Nullable String shown, String logged, @Nullable String hint) {
  static RuleError of(String text) {
    return new RuleError(text, text, null);
  }

  static RuleError of(String text, String hint) {
    return new RuleError(text, text, hint);
  }

  /** An error of which the view shows nothing but a row without content. */
  static RuleError hidden(String logged, String hint) {
    return new RuleError(null, logged, hint);
  }
}
