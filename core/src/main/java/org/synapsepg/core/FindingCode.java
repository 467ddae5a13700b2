package org.synapsepg.core;

/**
 * The stable identifier of one kind of finding. Each module has one enum that implements it, so
 * that callers can compare codes instead of message texts, which may be reworded in any release.
 */
public interface FindingCode {
  /**
   * The identifier as it is printed and documented, for example {@code config.unknown-parameter}:
   * the module's word, a dot, then lower-case words joined by hyphens. It never changes once
   * released.
   *
   * @return the identifier
   */
  String id();

  /**
   * The severity that findings of this kind have unless the caller configured another.
   *
   * @return the default severity
   */
  Severity defaultSeverity();
}
