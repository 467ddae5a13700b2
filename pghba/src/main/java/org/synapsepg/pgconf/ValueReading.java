package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.Optional;

/**
 * What the server makes of a value that is written for a setting: {@link Accepted} or {@link
 * Refused}. Immutable.
 *
 * <p>Example: {@code SettingCatalog.of(PgVersion.of(16)).require("work_mem").read("8MB")} is
 * accepted as {@code 8192}.
 */
public sealed interface ValueReading {
  /**
   * The server takes the value.
   *
   * @param setting the value as {@code pg_settings.setting} shows it: {@code on} or {@code off},
   *     numbers in the unit of the setting, words in the server's spelling
   */
  record Accepted(String setting) implements ValueReading {}

  /** The server refuses the value. The texts are the server's own, in English. */
  final class Refused implements ValueReading {
    private final String message;
    private final @Nullable String detail;
    private final @Nullable String hint;

    Refused(String message, @Nullable String detail, @Nullable String hint) {
      this.message = message;
      this.detail = detail;
      this.hint = hint;
    }

    /**
     * What the server logs.
     *
     * @return one sentence with the name and the value
     */
    public String message() {
      return message;
    }

    /**
     * The server's explanation.
     *
     * @return the text after {@code DETAIL:}, if the server gives one
     */
    public Optional<String> detail() {
      return Optional.ofNullable(detail);
    }

    /**
     * The server's advice.
     *
     * @return the text after {@code HINT:}, if the server gives one
     */
    public Optional<String> hint() {
      return Optional.ofNullable(hint);
    }

    /** Message, detail and hint, each in its line. */
    @Override
    public String toString() {
      return message
          + (detail == null ? "" : "\nDETAIL:  " + detail)
          + (hint == null ? "" : "\nHINT:  " + hint);
    }
  }

  /**
   * Whether the server takes the value.
   *
   * @return true for {@link Accepted}
   */
  default boolean isAccepted() {
    return this instanceof Accepted;
  }
}
