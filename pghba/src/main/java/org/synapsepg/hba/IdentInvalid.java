package org.synapsepg.hba;

import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that the server refuses; one of them keeps the whole file from loading. */
public final class IdentInvalid implements IdentLine {
  private final RawLine raw;
  private final String error;

  IdentInvalid(RawLine raw, String error) {
    this.raw = raw;
    this.error = error;
  }

  @Override
  public String source() {
    return raw.body();
  }

  /**
   * What the server says about the line.
   *
   * @return its message, in English
   */
  public String error() {
    return error;
  }

  /** The same as {@link #source()}. */
  @Override
  public String toString() {
    return source();
  }
}
