package org.synapsepg.porting.internal.plan;

/** Names and texts as they stand in SQL. */
public final class Identifiers {
  private Identifiers() {}

  /** A name in double quotes, which both engines read as exactly that name. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** A qualified name, both parts quoted. */
  public static String quote(String schema, String name) {
    return quote(schema) + '.' + quote(name);
  }

  /** A text literal for PostgreSQL, right whatever {@code standard_conforming_strings} says. */
  public static String literal(String text) {
    String doubled = text.replace("'", "''");
    return doubled.indexOf('\\') < 0
        ? '\'' + doubled + '\''
        : " E'" + doubled.replace("\\", "\\\\") + '\'';
  }
}
