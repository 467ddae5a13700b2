package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synapsepg.porting.internal.schema.ReleaseHistory.Release;

/**
 * Synapse's schema on SQLite, from the same facts that DERIVED uses: for tests that need a database
 * like Synapse's. Triggers and CHECK constraints are left out.
 */
public final class SqliteSchema {
  /** The newest release whose schema is known, release candidates aside. */
  public static final String NEWEST = "1.163.0";

  private static final int COMPAT_VERSION = 84;
  private static final Pattern COLUMN =
      Pattern.compile(
          "(?<type>.*?)(?<notnull> not null)?(?: key (?<key>\\d+))?(?: default (?<default>.+))?");

  private SqliteSchema() {}

  /** The names of all releases with a schema of their own, oldest first. */
  public static List<String> releases() {
    return SchemaFacts.load().history().releases().stream().map(Release::name).toList();
  }

  /** Statements that make the schema of {@link #NEWEST} in an empty database. */
  public static List<String> newest() {
    return ofRelease(NEWEST);
  }

  /**
   * Statements that make a release's schema in an empty database, with the rows in which Synapse
   * keeps the schema's state.
   */
  public static List<String> ofRelease(String name) {
    SchemaFacts all = SchemaFacts.load();
    Release release = all.history().byName(name).orElseThrow();
    Set<String> deltas = release.sqliteDeltas();
    Facts facts = all.sqlite().replay(release.base(), deltas);
    List<String> sql = new ArrayList<>();
    for (String table : facts.tables()) {
      String kind = String.valueOf(facts.get(FactKey.table(table)));
      if (kind.startsWith("fts")) {
        sql.add("CREATE VIRTUAL TABLE " + table + " USING " + kind);
      } else {
        sql.add(table(facts, table, kind.equals("autoincrement")));
        facts.of("index", table).forEach((index, fact) -> sql.add(index(table, index, fact)));
      }
    }
    int version =
        deltas.stream().mapToInt(EngineFacts::versionOf).max().orElse(ReleaseHistory.FULL_SCHEMA);
    sql.add("INSERT INTO schema_version (version, upgraded) VALUES (" + version + ", 1)");
    sql.add("INSERT INTO schema_compat_version (compat_version) VALUES (" + COMPAT_VERSION + ")");
    for (String delta : deltas) {
      sql.add(
          "INSERT INTO applied_schema_deltas (version, file) VALUES ("
              + EngineFacts.versionOf(delta)
              + (", '" + delta + "')"));
    }
    return sql;
  }

  private static String table(Facts facts, String table, boolean autoincrement) {
    Map<String, String> columns = facts.of("column", table);
    Map<Integer, String> key = new TreeMap<>();
    columns.forEach(
        (name, fact) -> {
          String place = part(fact, "key");
          if (!place.isEmpty()) {
            key.put(Integer.valueOf(place), name);
          }
        });
    List<String> parts = new ArrayList<>();
    boolean inline = false;
    for (Map.Entry<String, String> column : columns.entrySet()) {
      String type = part(column.getValue(), "type");
      String rest = part(column.getValue(), "notnull").toUpperCase(Locale.ROOT);
      if (!part(column.getValue(), "default").isEmpty()) {
        rest += " DEFAULT " + part(column.getValue(), "default");
      }
      if (key.size() == 1 && key.containsValue(column.getKey()) && type.equals("INTEGER")) {
        rest = " PRIMARY KEY" + (autoincrement ? " AUTOINCREMENT" : "") + rest;
        inline = true;
      }
      parts.add(column.getKey() + (type.isEmpty() ? "" : " " + type) + rest);
    }
    if (!key.isEmpty() && !inline) {
      parts.add("PRIMARY KEY (" + String.join(", ", key.values()) + ")");
    }
    facts.of("unique", table).keySet().forEach(names -> parts.add("UNIQUE (" + names + ")"));
    facts
        .of("foreign", table)
        .forEach(
            (names, fact) -> {
              String child = names.substring(0, names.indexOf(" -> "));
              String parent = names.substring(names.indexOf(" -> ") + 4);
              String reference = fact.replace(" on delete ", " ON DELETE ");
              parts.add("FOREIGN KEY (" + child + ") REFERENCES " + parent + " " + reference);
            });
    return "CREATE TABLE " + table + " (" + String.join(", ", parts) + ")";
  }

  private static String index(String table, String index, String fact) {
    boolean unique = fact.startsWith("unique ");
    return (unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ")
        + (index + " ON " + table + " ")
        + (unique ? fact.substring("unique ".length()) : fact);
  }

  private static String part(String fact, String group) {
    Matcher form = COLUMN.matcher(fact);
    if (!form.matches()) {
      throw new IllegalStateException("no column: " + fact);
    }
    String found = form.group(group);
    return found == null ? "" : found;
  }
}
