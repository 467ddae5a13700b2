package org.synapsepg.hba;

/**
 * One logical line of a pg_ident.conf: an {@link IdentMapping}, an {@link IdentInclude}, an {@link
 * IdentBlank} or an {@link IdentInvalid}. Lines are immutable and have identity: the same text at
 * two places is two lines.
 */
public sealed interface IdentLine permits IdentMapping, IdentInclude, IdentBlank, IdentInvalid {
  /**
   * The line exactly as written, with continuations, comment and blanks, but without its line
   * ending.
   *
   * @return its text
   */
  String source();
}
