package org.synapsepg.core;

import jakarta.annotation.Nullable;
import java.util.Optional;

/**
 * The base of every exception that synapse-pg throws on purpose. It is unchecked, carries a stable
 * code, and its message says what was found, what was expected and what to do; it never holds a
 * secret.
 *
 * <p>Bad input is reported as {@link Findings}; an exception is for what stops the work.
 */
public abstract class SynapsePgException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient FindingCode code;
  private final transient @Nullable SourceLocation location;

  /**
   * For subclasses.
   *
   * @param code the kind of failure
   * @param message what was found, what was expected, what to do
   * @param location where, if it belongs to a place in a text
   * @param cause what led to it, if anything did
   */
  protected SynapsePgException(
      FindingCode code,
      String message,
      @Nullable SourceLocation location,
      @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.location = location;
  }

  /**
   * The kind of failure.
   *
   * @return a stable code
   */
  public FindingCode code() {
    return code;
  }

  /**
   * Where it happened.
   *
   * @return the place in a text, if it belongs to one
   */
  public Optional<SourceLocation> location() {
    return Optional.ofNullable(location);
  }
}
