package org.synapsepg.pgconf;

import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that gives a setting a value. Immutable. */
public final class PgConfSetting extends PgConfLine {
  private final String name;
  private final String value;

  PgConfSetting(RawLine raw, String name, String value) {
    super(raw);
    this.name = name;
    this.value = value;
  }

  /**
   * The name.
   *
   * @return the name as written; the server ignores the case of its letters
   */
  public String name() {
    return name;
  }

  /**
   * The value.
   *
   * @return the text without quotes and escapes; not yet checked against the setting's type
   */
  public String value() {
    return value;
  }

  boolean isNamed(String other) {
    return SettingDefinition.lower(name).equals(SettingDefinition.lower(other));
  }

  /** The value as written, quotes included. */
  Lexeme valueLexeme() {
    return raw().lexemes().get(raw().lexemes().size() - 1);
  }

  Lexeme nameLexeme() {
    return raw().lexemes().get(0);
  }
}
