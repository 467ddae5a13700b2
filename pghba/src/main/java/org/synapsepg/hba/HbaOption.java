package org.synapsepg.hba;

/**
 * One option of a rule as written, decoded: the text before and after the first {@code =}.
 *
 * @param name its name, exact case
 * @param value its value; may be empty. A secret ({@code ldapbindpasswd}, {@code radiussecrets}) is
 *     not printed by {@link #toString}
 */
public record HbaOption(String name, String value) {
  /**
   * Whether the value is a secret.
   *
   * @return true for {@code ldapbindpasswd} and {@code radiussecrets}
   */
  public boolean isSecret() {
    return name.equals("ldapbindpasswd") || name.equals("radiussecrets");
  }

  /** Name and value; stars for a secret. */
  @Override
  public String toString() {
    return name + "=" + (isSecret() ? "****" : value);
  }
}
