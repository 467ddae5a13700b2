package org.synapsepg.check;

import jakarta.annotation.Nullable;
import java.util.Optional;
import java.util.Set;

/**
 * The locale of one database, as its row in {@code pg_database} has it.
 *
 * @param database the database's name
 * @param encoding the server's name of the encoding, for example {@code UTF8}
 * @param provider who sorts and classifies
 * @param collate LC_COLLATE; it decides the sort order only with {@link LocaleProvider#LIBC}
 * @param ctype LC_CTYPE; it decides character classes only with {@link LocaleProvider#LIBC}
 * @param localeName the locale of ICU or of the builtin provider, or null
 * @param icuRules additional rules of ICU (16 and later), or null
 * @param recorded the version of the sort order that the database was made with (15 and later), or
 *     null
 * @param actual the version that the server has now, asked for the current database and templates
 *     alone; or null
 */
public record DatabaseLocale(
    String database,
    String encoding,
    LocaleProvider provider,
    String collate,
    String ctype,
    @Nullable String localeName,
    @Nullable String icuRules,
    @Nullable String recorded,
    @Nullable String actual) {
  private static final Set<String> BYTE_ORDER = Set.of("C", "POSIX");

  /**
   * The locale of ICU or of the builtin provider.
   *
   * @return its name, if the provider is one of these
   */
  public Optional<String> locale() {
    return Optional.ofNullable(localeName);
  }

  /**
   * Whether text is compared byte by byte, now and for ever: libc's {@code C} and {@code POSIX},
   * and everything builtin. ICU never is, whatever LC_COLLATE says. {@code C.UTF-8} of libc
   * compares by code point today, but the operating system may change it, and PostgreSQL does not
   * notice.
   *
   * @return true if no update of a library can change the order
   */
  public boolean isByteOrder() {
    return switch (provider) {
      case LIBC -> BYTE_ORDER.contains(collate);
      case BUILTIN -> true;
      case ICU -> false;
    };
  }

  /**
   * Whether the recorded version of the sort order is known to differ from the present one, so that
   * indexes on text may be wrong.
   *
   * @return false also when nothing is recorded, which means unknown
   */
  public boolean isVersionMismatch() {
    return recorded != null && actual != null && !recorded.equals(actual);
  }

  /** The effective sort order for people, for example {@code icu en-US} or {@code libc C}. */
  String order() {
    String word = provider.name().toLowerCase(java.util.Locale.ROOT);
    return word
        + " "
        + (localeName == null || provider == LocaleProvider.LIBC ? collate : localeName);
  }
}
