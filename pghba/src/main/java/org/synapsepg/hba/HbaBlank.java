package org.synapsepg.hba;

import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line in which the server sees nothing: empty, blanks, commas, a comment. */
public final class HbaBlank implements HbaLine {
  private final RawLine raw;

  HbaBlank(RawLine raw) {
    this.raw = raw;
  }

  @Override
  public String source() {
    return raw.body();
  }

  /**
   * Whether there is a comment in it.
   *
   * @return true if so
   */
  public boolean isComment() {
    return raw.lexemes().isEmpty() && raw.trailing().indexOf('#') >= 0;
  }

  /** The same as {@link #source()}. */
  @Override
  public String toString() {
    return source();
  }
}
