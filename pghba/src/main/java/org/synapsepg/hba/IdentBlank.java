package org.synapsepg.hba;

import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line in which the server sees nothing: empty, blanks, commas, a comment. */
public final class IdentBlank implements IdentLine {
  private final RawLine raw;

  IdentBlank(RawLine raw) {
    this.raw = raw;
  }

  @Override
  public String source() {
    return raw.body();
  }

  /** The same as {@link #source()}. */
  @Override
  public String toString() {
    return source();
  }
}
