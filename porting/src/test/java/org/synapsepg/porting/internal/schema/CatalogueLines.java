package org.synapsepg.porting.internal.schema;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A catalogue as one line per fact, from a fixture's JSON and from a live server, to compare. */
public final class CatalogueLines {
  private static final String QUERY =
      """
      SELECT 'table ' || relname || ' ' || relpersistence::text || ' ' || relreplident::text || ' '
          || coalesce(reloptions::text, '-')
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
      UNION ALL
      SELECT 'column ' || c.relname || ' ' || row_number() OVER (PARTITION BY c.oid ORDER BY attnum)
          || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
          || ' notnull=' || a.attnotnull || ' identity=' || a.attidentity::text
          || ' generated=' || a.attgenerated::text
          || ' collation=' || coalesce(l.collname, '-')
          || ' default=' || coalesce(pg_get_expr(d.adbin, d.adrelid), '-')
          || ' options=' || coalesce((SELECT string_agg(o, ',' ORDER BY o)
             FROM unnest(a.attoptions) o WHERE o LIKE 'n\\_distinct%'), '')
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
          AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT 'constraint ' || c.relname || ' ' || k.conname || ' '
          || pg_get_constraintdef(k.oid) || ' validated=' || k.convalidated
          || ' deferrable=' || k.condeferrable || ' deferred=' || k.condeferred
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'c', 'f')
      UNION ALL
      SELECT 'index ' || c.relname || ' ' || pg_get_indexdef(i.oid) || ' valid=' || x.indisvalid
          || ' primary=' || x.indisprimary || ' unique=' || x.indisunique
          || ' replident=' || x.indisreplident
          || ' constraint=' || EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.oid
             AND k.contype IN ('p', 'u'))
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
        WHERE c.relnamespace = 'public'::regnamespace
      UNION ALL
      SELECT 'trigger ' || c.relname || ' ' || t.tgname || ' ' || t.tgenabled::text || ' '
          || pg_get_triggerdef(t.oid)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
      UNION ALL
      SELECT 'sequence ' || sequencename || ' ' || data_type::text || ' start=' || start_value
          || ' min=' || min_value || ' max=' || max_value || ' step=' || increment_by
          || ' cycle=' || cycle || ' cache=' || cache_size || ' owned='
          || coalesce((SELECT t.relname || '.' || a.attname FROM pg_depend p
             JOIN pg_class t ON t.oid = p.refobjid
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = p.refobjsubid
             WHERE p.classid = 'pg_class'::regclass AND p.deptype IN ('a', 'i')
             AND p.objid = ('public.' || quote_ident(sequencename))::regclass), '-')
        FROM pg_sequences WHERE schemaname = 'public'
      UNION ALL
      SELECT 'function ' || p.proname || '(' || pg_get_function_arguments(p.oid) || ') '
          || pg_get_function_result(p.oid) || ' ' || l.lanname || ' ' || p.provolatile::text
          || ' ' || p.prosecdef
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        WHERE p.pronamespace = 'public'::regnamespace
      """;

  private CatalogueLines() {}

  /** The facts of a live database. */
  public static Set<String> of(Connection connection) throws SQLException {
    Set<String> lines = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }

  static JsonObject read(Path catalogue) throws IOException {
    try (Reader text = Files.newBufferedReader(catalogue);
        JsonReader json = Json.createReader(text)) {
      return json.readObject();
    }
  }

  /** The same lines from a fixture's {@code pg-catalog.json}. */
  static Set<String> of(JsonObject catalogue) {
    Set<String> lines = new TreeSet<>();
    catalogue
        .getJsonObject("tables")
        .forEach((name, table) -> table(name, table.asJsonObject(), lines));
    for (JsonObject s : objects(catalogue.getJsonArray("sequences"))) {
      lines.add(
          String.format(
              Locale.ROOT,
              "sequence %s %s start=%s min=%s max=%s step=%s cycle=%s cache=%s owned=%s",
              text(s, "name"),
              text(s, "type"),
              text(s, "start"),
              text(s, "min"),
              text(s, "max"),
              text(s, "increment"),
              text(s, "cycle"),
              text(s, "cache"),
              text(s, "owned_by")));
    }
    for (JsonObject f : objects(catalogue.getJsonArray("functions"))) {
      String definition = text(f, "definition");
      if (!definition.contains("RETURNS trigger\n LANGUAGE plpgsql\nAS ")) {
        throw new IllegalStateException("a function of a kind not met before: " + definition);
      }
      lines.add("function " + text(f, "name") + "() trigger plpgsql v false");
    }
    return lines;
  }

  private static void table(String name, JsonObject table, Set<String> lines) {
    lines.add(
        "table "
            + String.join(
                " ",
                name,
                text(table, "persistence"),
                text(table, "replica_identity"),
                text(table, "options")));
    for (JsonObject c : objects(table.getJsonArray("columns"))) {
      lines.add(column(name, c));
    }
    constraint(name, table.getOrDefault("primary_key", JsonValue.NULL), lines);
    for (String kind : new String[] {"unique", "checks", "foreign_keys"}) {
      table.getJsonArray(kind).forEach(value -> constraint(name, value, lines));
    }
    for (JsonObject i : objects(table.getJsonArray("indexes"))) {
      lines.add(
          String.format(
              Locale.ROOT,
              "index %s %s valid=%s primary=%s unique=%s replident=%s constraint=%s",
              name,
              text(i, "definition"),
              text(i, "valid"),
              text(i, "primary"),
              text(i, "unique"),
              text(i, "replica_identity"),
              text(i, "of_constraint")));
    }
    for (JsonObject t : objects(table.getJsonArray("triggers"))) {
      lines.add(
          "trigger "
              + String.join(" ", name, text(t, "name"), text(t, "enabled"), text(t, "definition")));
    }
  }

  private static String column(String table, JsonObject column) {
    String options = text(column, "options");
    Set<String> kept = new TreeSet<>();
    for (String option : options.replaceAll("[{}]", "").split(",", -1)) {
      if (option.startsWith("n_distinct")) {
        kept.add(option);
      }
    }
    return String.format(
        Locale.ROOT,
        "column %s %s %s %s notnull=%s identity=%s generated=%s collation=%s default=%s options=%s",
        table,
        text(column, "position"),
        text(column, "name"),
        text(column, "type"),
        text(column, "not_null"),
        text(column, "identity").replace("-", ""),
        text(column, "generated").replace("-", ""),
        text(column, "collation"),
        text(column, "default"),
        String.join(",", kept));
  }

  private static void constraint(String table, JsonValue value, Set<String> lines) {
    if (value.getValueType() == JsonValue.ValueType.OBJECT) {
      JsonObject c = value.asJsonObject();
      lines.add(
          String.format(
              Locale.ROOT,
              "constraint %s %s %s validated=%s deferrable=%s deferred=%s",
              table,
              text(c, "name"),
              text(c, "definition"),
              text(c, "validated"),
              text(c, "deferrable"),
              text(c, "deferred")));
    }
  }

  private static Iterable<JsonObject> objects(JsonArray array) {
    return array.getValuesAs(JsonObject.class);
  }

  private static String text(Map<String, JsonValue> object, String key) {
    JsonValue value = object.get(key);
    if (value == null) {
      throw new IllegalStateException("the catalogue has no " + key + " in " + object);
    }
    return switch (value.getValueType()) {
      case NULL -> "-";
      case STRING -> ((jakarta.json.JsonString) value).getString();
      default -> value.toString();
    };
  }
}
