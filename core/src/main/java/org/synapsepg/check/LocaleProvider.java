package org.synapsepg.check;

/** Who compares and classifies text (PostgreSQL documentation, "Locale Providers"). */
public enum LocaleProvider {
  /** The operating system's C library; all that there is up to version 14. */
  LIBC,
  /** ICU, for databases since version 15. */
  ICU,
  /** PostgreSQL itself, since version 17. */
  BUILTIN;

  static LocaleProvider of(String code) {
    return switch (code) {
      case "i" -> ICU;
      case "b" -> BUILTIN;
      default -> LIBC;
    };
  }
}
