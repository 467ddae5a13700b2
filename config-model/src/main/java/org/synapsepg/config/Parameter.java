package org.synapsepg.config;

import jakarta.annotation.Nullable;
import java.util.Locale;
import java.util.Optional;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.Secret;
import org.synapsepg.core.SourceLocation;

/**
 * One argument of a connection. Two are equal when name and value are; the place does not count.
 */
public final class Parameter {
  private final String name;
  private final Secret value;
  private final boolean secret;
  private final @Nullable SourceLocation location;

  private final @Nullable String written;
  private final boolean quoted;

  Parameter(String name, String value, @Nullable SourceLocation location) {
    this(name, value, location, null, false);
  }

  Parameter(
      String name,
      String value,
      @Nullable SourceLocation location,
      @Nullable String written,
      boolean quoted) {
    this.written = written;
    this.quoted = quoted;
    this.name = name;
    this.value = Secret.of(value);
    this.secret = isSecretName(name) || looksLikeCredentials(value);
    this.location = location;
  }

  /** What stands in the file, where it was not read as text. */
  Optional<String> written() {
    return Optional.ofNullable(written);
  }

  boolean isQuoted() {
    return quoted;
  }

  /** A misspelt password is a password too. */
  static boolean isSecretName(String name) {
    Optional<Keyword> known = Keyword.find(name);
    if (known.isPresent()) {
      return known.get().isSecret();
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("pas")
        || lower.contains("pw")
        || lower.contains("secret")
        || lower.contains("token")
        || lower.contains("key");
  }

  private static boolean looksLikeCredentials(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    return lower.contains("password") || (lower.contains("://") && lower.contains("@"));
  }

  /**
   * The keyword as written; {@code database} is psycopg2's name of {@code dbname}.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The value as libpq gets it, that is as Python's {@code str()} writes it: {@code True} for
   * {@code yes}, {@code 83} for {@code 0123}.
   *
   * @return the value, hidden; every parameter can be asked for it
   */
  public Secret secret() {
    return value;
  }

  /**
   * The value, unless it must not be shown.
   *
   * @return the value, or empty where {@link #isSecret()}
   */
  public Optional<String> text() {
    return secret ? Optional.empty() : Optional.of(value.reveal());
  }

  /**
   * Whether the value must not be shown: a password or key, something named like one, or an address
   * with credentials in it.
   *
   * @return true if so
   */
  public boolean isSecret() {
    return secret;
  }

  /**
   * Where the value stands.
   *
   * @return the place, if it came from a file
   */
  public Optional<SourceLocation> location() {
    return Optional.ofNullable(location);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Parameter that && name.equals(that.name) && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** {@code name=value}, or {@code name=****}. */
  @Override
  public String toString() {
    return name + "=" + text().orElse("****");
  }
}
