package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.Optional;

/** What an edit means for one setting on a running server. Immutable. */
public final class SettingChange {
  private final String name;
  private final Activation activation;
  private final @Nullable String before;
  private final @Nullable String after;
  private final String reason;

  SettingChange(
      String name,
      Activation activation,
      @Nullable String before,
      @Nullable String after,
      String reason) {
    this.name = name;
    this.activation = activation;
    this.before = before;
    this.after = after;
    this.reason = reason;
  }

  /**
   * The setting.
   *
   * @return its name in the server's spelling
   */
  public String name() {
    return name;
  }

  /**
   * What the change needs to take effect.
   *
   * @return what is needed; {@link Activation#NOTHING} if it never takes effect
   */
  public Activation activation() {
    return activation;
  }

  /**
   * What the files said before.
   *
   * @return the value as written; empty if no file set it
   */
  public Optional<String> before() {
    return Optional.ofNullable(before);
  }

  /**
   * What the files say now.
   *
   * @return the value as written; empty if no file sets it any more
   */
  public Optional<String> after() {
    return Optional.ofNullable(after);
  }

  /**
   * Why it needs that, or why the change has no effect.
   *
   * @return a sentence
   */
  public String reason() {
    return reason;
  }

  /** Name, both values, activation and reason. */
  @Override
  public String toString() {
    return name
        + ": "
        + before().orElse("(default)")
        + " -> "
        + after().orElse("(default)")
        + ", "
        + activation
        + ": "
        + reason;
  }
}
