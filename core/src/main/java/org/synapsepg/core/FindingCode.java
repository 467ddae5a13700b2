package org.synapsepg.core;

import java.util.Locale;

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

  /**
   * The identifier of an enum's constant, by the rule of {@link #id()}.
   *
   * @param module the module's word, for example {@code config}
   * @param code the constant, for example {@code UNKNOWN_PARAMETER}
   * @return the identifier, for example {@code config.unknown-parameter}
   */
  static String id(String module, Enum<?> code) {
    return module + "." + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
