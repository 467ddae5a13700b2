package org.synapsepg.hba;

/**
 * One logical line of a pg_hba.conf: a {@link HbaRule}, an {@link HbaInclude}, an {@link HbaBlank}
 * or an {@link HbaInvalid}. Lines are immutable and have identity: the same text at two places is
 * two lines.
 */
public sealed interface HbaLine permits HbaRule, HbaInclude, HbaBlank, HbaInvalid {
  /**
   * The line exactly as written, with continuations, comment and blanks, but without its line
   * ending. It may hold a secret ({@code ldapbindpasswd}, {@code radiussecrets}).
   *
   * @return its text
   */
  String source();
}
