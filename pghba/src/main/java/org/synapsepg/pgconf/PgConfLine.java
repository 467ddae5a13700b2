package org.synapsepg.pgconf;

import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * One physical line of a postgresql.conf: {@link PgConfSetting}, {@link PgConfInclude}, {@link
 * PgConfBlank} or {@link PgConfInvalid}. A line has identity; the file that holds it knows its
 * number. Immutable and safe for use by several threads.
 */
public abstract sealed class PgConfLine
    permits PgConfSetting, PgConfInclude, PgConfBlank, PgConfInvalid {
  private final RawLine raw;

  PgConfLine(RawLine raw) {
    this.raw = raw;
  }

  final RawLine raw() {
    return raw;
  }

  /**
   * The line exactly as written.
   *
   * @return its text with its line ending
   */
  public String source() {
    return raw.source();
  }

  /** The line as written, without its line ending. */
  @Override
  public String toString() {
    return raw.body();
  }
}
