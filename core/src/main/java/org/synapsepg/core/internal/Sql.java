package org.synapsepg.core.internal;

/** Quoting of names and values for SQL text that this library writes. Thread-safe. */
public final class Sql {
  private Sql() {}

  /**
   * A name in double quotes, so that it means exactly itself.
   *
   * @param name the name as the catalogue has it
   * @return the quoted name
   */
  public static String identifier(String name) {
    refuseNul(name);
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * A text constant. A backslash makes it an escape string, so that the constant means the same
   * whatever {@code standard_conforming_strings} says.
   *
   * @param text the value
   * @return the constant
   */
  public static String literal(String text) {
    refuseNul(text);
    String quoted = '\'' + text.replace("'", "''") + '\'';
    return text.indexOf('\\') < 0 ? quoted : 'E' + quoted.replace("\\", "\\\\");
  }

  private static void refuseNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("PostgreSQL has no text with the character U+0000");
    }
  }
}
