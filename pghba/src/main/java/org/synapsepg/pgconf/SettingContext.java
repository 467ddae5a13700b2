package org.synapsepg.pgconf;

import java.util.Arrays;

/**
 * When and by whom a setting can be changed, the column {@code context} of the view {@code
 * pg_settings} (PostgreSQL documentation, "pg_settings").
 */
public enum SettingContext {
  /** Never: it reports how the server was built or the cluster was made. */
  INTERNAL("internal", Activation.NOTHING),
  /** At server start only. */
  POSTMASTER("postmaster", Activation.RESTART),
  /** In the file, at a reload. */
  SIGHUP("sighup", Activation.RELOAD),
  /** In the file for new sessions, or by a superuser when a session begins. */
  SUPERUSER_BACKEND("superuser-backend", Activation.NEW_SESSION),
  /** In the file for new sessions, or by anyone when a session begins. */
  BACKEND("backend", Activation.NEW_SESSION),
  /** In the file, or by a superuser in a session. */
  SUPERUSER("superuser", Activation.RELOAD),
  /** In the file, or by anyone in a session. */
  USER("user", Activation.RELOAD);

  private final String word;
  private final Activation activation;

  SettingContext(String word, Activation activation) {
    this.word = word;
    this.activation = activation;
  }

  /**
   * The server's word for it.
   *
   * @return the value of the column {@code context}, for example {@code superuser-backend}
   */
  public String word() {
    return word;
  }

  /**
   * What a change in the file needs to take effect.
   *
   * @return what it needs, as long as nothing overrides the file
   */
  public Activation activation() {
    return activation;
  }

  static SettingContext of(String word) {
    return Arrays.stream(values())
        .filter(c -> c.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no context"));
  }
}
