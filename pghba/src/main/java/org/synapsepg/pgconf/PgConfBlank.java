package org.synapsepg.pgconf;

import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that sets nothing: empty, blanks, or a comment. Immutable. */
public final class PgConfBlank extends PgConfLine {
  PgConfBlank(RawLine raw) {
    super(raw);
  }

  /**
   * The comment.
   *
   * @return the text from its {@code #} to the end of the line; empty if there is none
   */
  public String comment() {
    return raw().trailing().strip();
  }
}
