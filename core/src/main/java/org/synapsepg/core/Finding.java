package org.synapsepg.core;

import jakarta.annotation.Nullable;
import java.util.Optional;

/**
 * One observation of a check: what was found, what was expected, and what to do.
 *
 * <p>The {@link #code()} is stable and may be compared; the texts are for people and may change.
 */
public final class Finding {
  private final FindingCode code;
  private final Severity severity;
  private final String message;
  private final @Nullable String hint;
  private final @Nullable SourceLocation location;

  private Finding(
      FindingCode code,
      Severity severity,
      String message,
      @Nullable String hint,
      @Nullable SourceLocation location) {
    this.code = code;
    this.severity = severity;
    this.message = message;
    this.hint = hint;
    this.location = location;
  }

  /**
   * A finding with the default severity of its code, without hint and location.
   *
   * @param code the kind of finding
   * @param message what was found (quoted) and what was expected; one sentence, no secret
   * @return the finding
   */
  public static Finding of(FindingCode code, String message) {
    return new Finding(code, code.defaultSeverity(), message, null, null);
  }

  /**
   * This finding with another severity.
   *
   * @param severity the severity
   * @return a changed copy
   */
  public Finding withSeverity(Severity severity) {
    return new Finding(code, severity, message, hint, location);
  }

  /**
   * This finding with advice.
   *
   * @param hint what to do about it, as a sentence or a command
   * @return a changed copy
   */
  public Finding withHint(String hint) {
    return new Finding(code, severity, message, hint, location);
  }

  /**
   * This finding at a place.
   *
   * @param location where it was found; null for nowhere in particular
   * @return a changed copy
   */
  public Finding at(@Nullable SourceLocation location) {
    return new Finding(code, severity, message, hint, location);
  }

  /**
   * The kind of finding.
   *
   * @return the code
   */
  public FindingCode code() {
    return code;
  }

  /**
   * How much it matters.
   *
   * @return the severity
   */
  public Severity severity() {
    return severity;
  }

  /**
   * What was found and what was expected.
   *
   * @return a sentence without a secret
   */
  public String message() {
    return message;
  }

  /**
   * What to do about it.
   *
   * @return the advice, if there is any
   */
  public Optional<String> hint() {
    return Optional.ofNullable(hint);
  }

  /**
   * Where it was found.
   *
   * @return the place, if the finding belongs to one
   */
  public Optional<SourceLocation> location() {
    return Optional.ofNullable(location);
  }

  /**
   * The finding as one or two lines for people: {@code location: severity [code] message}, then the
   * hint, indented.
   *
   * @return the text, without a line break at its end
   */
  public String render() {
    StringBuilder text = new StringBuilder();
    if (location != null) {
      text.append(location).append(": ");
    }
    text.append(severity.name().toLowerCase(java.util.Locale.ROOT));
    text.append(" [").append(code.id()).append("] ").append(message);
    if (hint != null) {
      text.append("\n    ").append(hint.replace("\n", "\n    "));
    }
    return text.toString();
  }

  /** The same as {@link #render()}. */
  @Override
  public String toString() {
    return render();
  }
}
