package org.synapsepg.porting.internal.schema;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column as the facts have it: {@code TYPE [not null] [identity] [[option=value]] [default
 * EXPR]}.
 *
 * @param type the type as PostgreSQL writes it
 * @param notNull whether it must have a value
 * @param identity whether its values come from an identity sequence ({@code GENERATED ALWAYS})
 * @param statistics a statistics option such as {@code n_distinct=-0.5}; empty for none
 * @param defaultValue the default as PostgreSQL writes it; empty for none
 */
record PostgresColumn(
    String type, boolean notNull, boolean identity, String statistics, String defaultValue) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<type>.+?)(?<notnull> not null)?(?<identity> identity)?"
              + "(?: \\[(?<options>[^\\]]+)\\])?(?: default (?<default>.+))?");

  static PostgresColumn parse(String fact) {
    Matcher form = FORM.matcher(fact);
    if (!form.matches()) {
      throw new IllegalArgumentException("no column: " + fact);
    }
    return new PostgresColumn(
        form.group("type"),
        form.group("notnull") != null,
        form.group("identity") != null,
        orEmpty(form.group("options")),
        orEmpty(form.group("default")));
  }

  private static String orEmpty(@jakarta.annotation.Nullable String text) {
    return text == null ? "" : text;
  }

  /** The column as a part of CREATE TABLE. */
  String declaration(String name) {
    StringBuilder sql = new StringBuilder(PostgresStatements.quote(name)).append(' ').append(type);
    if (!defaultValue.isEmpty()) {
      sql.append(" DEFAULT ").append(defaultValue);
    }
    if (identity) {
      sql.append(" GENERATED ALWAYS AS IDENTITY");
    }
    return sql.append(notNull ? " NOT NULL" : "").toString();
  }
}
