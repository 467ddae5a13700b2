package org.synapsepg.hba;

import java.util.Optional;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that the server refuses; one of them keeps the whole file from loading. */
public final class HbaInvalid implements HbaLine {
  private final RawLine raw;
  private final RuleError error;

  HbaInvalid(RawLine raw, RuleError error) {
    this.raw = raw;
    this.error = error;
  }

  @Override
  public String source() {
    return raw.body();
  }

  /**
   * What the server says about the line, as it logs it.
   *
   * @return the server's message, in English
   */
  public String error() {
    return error.logged();
  }

  /**
   * What {@code pg_hba_file_rules} shows as the error of the line; in a few cases it shows a row
   * without content and without an error.
   *
   * @return the text, if the view shows one
   */
  public Optional<String> shownError() {
    return Optional.ofNullable(error.shown());
  }

  /**
   * What to do about it.
   *
   * @return advice, if there is any
   */
  public Optional<String> hint() {
    return Optional.ofNullable(error.hint());
  }

  RuleError ruleError() {
    return error;
  }

  /** The same as {@link #source()}. */
  @Override
  public String toString() {
    return source();
  }
}
