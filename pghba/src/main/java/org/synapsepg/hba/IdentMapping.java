package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * One line of a pg_ident.conf: in a map, an operating system's or certificate's name may log in as
 * a role. It has identity, not value equality; {@link #sameMeaning} compares. Immutable.
 *
 * <p>Example: {@code IdentMapping.of("synapse", "matrix-synapse", "synapse_user")}.
 */
public final class IdentMapping implements IdentLine {
  private final String map;
  private final HbaName systemUser;
  private final HbaName role;
  private final List<String> words;
  private final @Nullable RawLine raw;
  private final @Nullable Object origin;

  IdentMapping(String map, HbaName systemUser, HbaName role, RawLine raw, @Nullable Object origin) {
    this.map = map;
    this.systemUser = systemUser;
    this.role = role;
    this.words = List.of();
    this.raw = raw;
    this.origin = origin;
  }

  private IdentMapping(String map, String systemUser, String role) {
    this.map = Words.single(map).text();
    this.systemUser = Words.single(systemUser);
    this.role = Words.single(role);
    this.words = List.of(map, systemUser, role);
    this.raw = null;
    this.origin = null;
  }

  /**
   * A new mapping. The strings are words as they stand in the file; {@link HbaRule#literal} quotes
   * one with blanks.
   *
   * @param map the map's name
   * @param systemUser the system's name, or an expression behind a slash
   * @param role the role; {@code all} and {@code +role} are special from 16 on
   * @return the mapping
   * @throws IllegalArgumentException if one of them is not one word
   */
  public static IdentMapping of(String map, String systemUser, String role) {
    return new IdentMapping(map, systemUser, role);
  }

  /**
   * The map's name, in exact case.
   *
   * @return the name that a rule's option {@code map} gives
   */
  public String map() {
    return map;
  }

  /**
   * The system's name; from a slash on a regular expression, quoted or not.
   *
   * @return the word
   */
  public HbaName systemUser() {
    return systemUser;
  }

  /**
   * The role; from 16 on also {@code all}, {@code +role} and regular expressions. A {@code \1} in
   * it stands for the first group of the system user's expression.
   *
   * @return the word
   */
  public HbaName role() {
    return role;
  }

  /**
   * Whether another mapping says the same, however it is written.
   *
   * @param other the other
   * @return true if no server would tell them apart
   */
  public boolean sameMeaning(IdentMapping other) {
    boolean matters = role.text().equals("all") || role.text().startsWith("+");
    return map.equals(other.map)
        && systemUser.text().equals(other.systemUser.text())
        && role.text().equals(other.role.text())
        && (!matters || role.quoted() == other.role.quoted());
  }

  @Override
  public String source() {
    return raw == null ? String.join(" ", words) : raw.body();
  }

  List<String> words() {
    return words;
  }

  @Nullable
  RawLine raw() {
    return raw;
  }

  Object identity() {
    return origin == null ? this : origin;
  }

  /** Whether it is the same line, or the one that was made from the same new mapping. */
  @Override
  public boolean equals(Object other) {
    return other instanceof IdentMapping that && identity() == that.identity();
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(identity());
  }

  /** The same as {@link #source()}. */
  @Override
  public String toString() {
    return source();
  }
}
