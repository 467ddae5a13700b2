package org.synapsepg.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL version. Since PostgreSQL 10 the major is one number, and everything that this
 * library distinguishes changes with the major only.
 *
 * <p>Example: {@code PgVersion.parse("16.3 (Debian 16.3-1)").isAtLeast(15)} is true.
 *
 * @param major the major version, 10 or higher
 * @param minor the minor version, 0 or higher
 */
public record PgVersion(int major, int minor) implements Comparable<PgVersion> {
  private static final Pattern LEADING =
      Pattern.compile("^(?:PostgreSQL )?(\\d{1,4})(?:\\.(\\d{1,4}))?");

  /**
   * Checks the range of both numbers.
   *
   * @param major the major version, 10 or higher
   * @param minor the minor version, 0 or higher
   */
  public PgVersion {
    if (major < 10 || major > 999 || minor < 0 || minor > 9999) {
      throw new IllegalArgumentException(
          "'" + major + "." + minor + "' is no PostgreSQL version; expected a major from 10 on");
    }
  }

  /**
   * A major version, its minor taken as 0.
   *
   * @param major the major version, 10 or higher
   * @return the version
   */
  public static PgVersion of(int major) {
    return new PgVersion(major, 0);
  }

  /**
   * From the text of {@code SHOW server_version} or {@code SELECT version()}, for example {@code
   * 16.3 (Debian 16.3-1)} or {@code PostgreSQL 18beta1 on x86_64}.
   *
   * @param text what the server said
   * @return the version
   * @throws IllegalArgumentException if the text does not begin with a version
   */
  public static PgVersion parse(String text) {
    Matcher matcher = LEADING.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' does not begin with a PostgreSQL version; expected a text such as '16.3'");
    }
    String minor = matcher.group(2);
    return new PgVersion(
        Integer.parseInt(matcher.group(1)), minor == null ? 0 : Integer.parseInt(minor));
  }

  /**
   * From {@code SHOW server_version_num}, for example 160003 for 16.3.
   *
   * @param number the server's number
   * @return the version
   */
  public static PgVersion ofServerVersionNum(int number) {
    return new PgVersion(number / 10_000, number % 10_000);
  }

  /**
   * Whether this version has what the given major introduced.
   *
   * @param major a major version
   * @return true if this version's major is that or a later one
   */
  public boolean isAtLeast(int major) {
    return this.major >= major;
  }

  @Override
  public int compareTo(PgVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  /** As the server writes it: {@code 16.3}. */
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
