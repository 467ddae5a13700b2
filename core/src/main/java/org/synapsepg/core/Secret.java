package org.synapsepg.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A password, a token or a key. It prints as stars wherever it is written, is not serialisable, and
 * gives its value only to {@link #reveal()}.
 *
 * <p>Example: {@code Secret.of("hunter2").toString()} is {@code "****"}.
 */
public final class Secret {
  private static final String MASK = "****";

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a value.
   *
   * @param value the secret text; may be empty
   * @return the secret
   */
  public static Secret of(String value) {
    return new Secret(value);
  }

  /**
   * The value itself. Pass it straight to what needs it; do not keep, log or put it into a message.
   *
   * @return the secret text
   */
  public String reveal() {
    return value;
  }

  /**
   * Replaces every occurrence of this secret in a text, for messages of others (a server, a driver)
   * that may quote it.
   *
   * @param text any text
   * @return the text with stars where the secret stood; unchanged when the secret is empty
   */
  public String maskIn(String text) {
    return value.isEmpty() ? text : text.replace(value, MASK);
  }

  /** Compares without giving away by its duration how much of the two is equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(
            value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Always {@code ****}. */
  @Override
  public String toString() {
    return MASK;
  }
}
