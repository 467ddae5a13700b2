package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Statements that make a catalogue of facts in an empty PostgreSQL schema, for any major from 14 on
 * and a role that owns nothing but the schema's objects. Names are not qualified: they go to the
 * first schema of the search path, as Synapse's own do.
 */
final class PostgresStatements {
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "(?<type>\\w+) (?<start>-?\\d+) (?<min>-?\\d+) (?<max>-?\\d+) (?<step>-?\\d+)"
              + " (?<cache>\\d+)(?<cycle> cycle)?(?: owned by (?<table>[^.]+)\\.(?<column>.+))?");

  private final Facts facts;
  private final List<String> sql = new ArrayList<>();

  private PostgresStatements(Facts facts) {
    this.facts = facts;
  }

  static List<String> of(Facts facts) {
    PostgresStatements made = new PostgresStatements(facts);
    made.functions();
    made.sequences();
    facts.tables().forEach(made::table);
    made.ownedSequences();
    facts.tables().forEach(made::indexes);
    facts.tables().forEach(made::lateConstraints);
    facts.tables().forEach(made::triggers);
    made.givenNumbers();
    return made.sql;
  }

  /** A name as SQL; always quoted, so that no list of key words is needed. */
  static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private void functions() {
    facts
        .ofKind("function")
        .forEach((key, value) -> sql.add(TriggerFunctions.create(key.name(), value)));
  }

  private void sequences() {
    facts
        .ofKind("sequence")
        .forEach(
            (key, value) -> {
              Matcher form = sequence(value);
              if (!isIdentity(form)) {
                sql.add(
                    "CREATE SEQUENCE "
                        + quote(key.name())
                        + (" AS " + form.group("type"))
                        + (" INCREMENT BY " + form.group("step"))
                        + (" MINVALUE " + form.group("min") + " MAXVALUE " + form.group("max"))
                        + (" START WITH " + form.group("start") + " CACHE " + form.group("cache"))
                        + (form.group("cycle") == null ? " NO CYCLE" : " CYCLE"));
              }
            });
  }

  private void ownedSequences() {
    facts
        .ofKind("sequence")
        .forEach(
            (key, value) -> {
              Matcher form = sequence(value);
              if (form.group("table") != null && !isIdentity(form)) {
                String owner = quote(form.group("table")) + "." + quote(form.group("column"));
                sql.add("ALTER SEQUENCE " + quote(key.name()) + " OWNED BY " + owner);
              }
            });
  }

  private static Matcher sequence(String value) {
    Matcher form = SEQUENCE.matcher(value);
    if (!form.matches()) {
      throw new IllegalArgumentException("no sequence: " + value);
    }
    return form;
  }

  /** PostgreSQL makes an identity column's sequence with the column, under the same name. */
  private boolean isIdentity(Matcher form) {
    String table = form.group("table");
    String column = form.group("column");
    if (table == null || column == null) {
      return false;
    }
    String fact = facts.get(new FactKey("column", table, column));
    return fact != null && PostgresColumn.parse(fact).identity();
  }

  private void table(String table) {
    List<String> parts = new ArrayList<>();
    List<String> statistics = new ArrayList<>();
    facts
        .of("column", table)
        .forEach(
            (name, fact) -> {
              PostgresColumn column = PostgresColumn.parse(fact);
              parts.add(column.declaration(name));
              if (!column.statistics().isEmpty()) {
                String option = column.statistics().replace("=", " = ");
                statistics.add("ALTER COLUMN " + quote(name) + " SET (" + option + ")");
              }
            });
    facts
        .of("constraint", table)
        .forEach(
            (name, definition) -> {
              if (!isLate(definition)) {
                parts.add("CONSTRAINT " + quote(name) + " " + definition);
              }
            });
    boolean unlogged = "u".equals(facts.get(FactKey.table(table)));
    sql.add(
        "CREATE "
            + (unlogged ? "UNLOGGED " : "")
            + ("TABLE " + quote(table))
            + (" (\n  " + String.join(",\n  ", parts) + "\n)"));
    if (!statistics.isEmpty()) {
      sql.add("ALTER TABLE " + quote(table) + " " + String.join(", ", statistics));
    }
  }

  private static boolean isLate(String definition) {
    return definition.startsWith("FOREIGN KEY") || definition.endsWith(" NOT VALID");
  }

  private void lateConstraints(String table) {
    facts
        .of("constraint", table)
        .forEach(
            (name, definition) -> {
              if (isLate(definition)) {
                sql.add(
                    "ALTER TABLE "
                        + quote(table)
                        + " ADD CONSTRAINT "
                        + quote(name)
                        + " "
                        + definition);
              }
            });
  }

  private void indexes(String table) {
    facts
        .of("index", table)
        .forEach(
            (name, definition) -> {
              boolean unique = definition.startsWith("unique ");
              String how = unique ? definition.substring("unique ".length()) : definition;
              sql.add(
                  "CREATE "
                      + (unique ? "UNIQUE INDEX " : "INDEX ")
                      + quote(name)
                      + (" ON " + quote(table) + " USING " + how));
            });
  }

  private void triggers(String table) {
    facts
        .of("trigger", table)
        .forEach(
            (name, definition) -> {
              int forEach = definition.indexOf(" FOR EACH ");
              sql.add(
                  "CREATE TRIGGER "
                      + quote(name)
                      + (" " + definition.substring(0, forEach) + " ON " + quote(table))
                      + definition.substring(forEach));
            });
  }

  private void givenNumbers() {
    for (Map.Entry<FactKey, String> given : facts.ofKind("given").entrySet()) {
      String[] words = given.getValue().split(" ", -1);
      sql.add(
          "SELECT setval("
              + literal(quote(given.getKey().name()))
              + (", " + words[0] + ", " + words[1] + ")"));
    }
  }
}
