package org.synapsepg.porting.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.internal.schema.ReleaseHistory.Release;
import org.synapsepg.porting.internal.sqlite.SqliteIndex;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.synapse.SynapseTables;
import org.synapsepg.testing.OutsideData;

/**
 * The facts about PostgreSQL against a derivation that knows only SQLite's catalogue and rules.
 * Each exception is named here with its reason; any other difference fails.
 */
class RulesAgainstFactsTest {
  /** What the rules cannot know, for any release. */
  private static final Map<String, String> EXCEPTIONS =
      Map.ofEntries(
          Map.entry(
              "receipts_linearized: column instance_name only in PostgreSQL",
              "SQLite's lost it when the table was rebuilt (1.68) and got it back (1.96)"),
          Map.entry(
              "event_push_actions_staging.inserted_ts: bigint / bigint default (EXTRACT(epoch FROM now()) * (1000)::numeric)",
              "SQLite cannot add a column with a computed default"),
          Map.entry(
              "state_groups_persisting.inserted_ts: bigint not null default 0 / bigint not null default (EXTRACT(epoch FROM now()) * (1000)::numeric)",
              "SQLite cannot add a column with a computed default"),
          Map.entry(
              "room_depth.min_depth: bigint not null / bigint",
              "PostgreSQL's column was made anew as a wider one"),
          Map.entry("events: key [stream_ordering] / []", "SQLite needs it as the rowid"),
          Map.entry(
              "events.stream_ordering: bigint not null / bigint", "no primary key on PostgreSQL"),
          Map.entry(
              "events: index events_stream_ordering only in PostgreSQL",
              "stands for SQLite's primary key"),
          Map.entry(
              "batch_events: index batch_events_event_id only in SQLite",
              "PostgreSQL kept the index's first name"),
          Map.entry(
              "batch_events: index chunk_events_event_id only in PostgreSQL",
              "see the line before"),
          Map.entry(
              "local_media_repository_thumbnails: index local_media_repository_thumbn_media_id_width_height_method_key only in PostgreSQL",
              "a constraint on SQLite"),
          Map.entry(
              "remote_media_cache_thumbnails: index remote_media_repository_thumbn_media_origin_id_width_height_met only in PostgreSQL",
              "a constraint on SQLite"),
          Map.entry(
              "user_filters: index user_filters_full_user_id_unique only in SQLite",
              "made by a delta for SQLite alone"),
          Map.entry(
              "event_push_actions: index event_push_actions_highlights_index is partial on one side",
              "whole on SQLite"),
          Map.entry(
              "current_state_events: index current_state_events_member_index is partial on one side",
              "Synapse used no partial indexes on SQLite before 1.68"),
          Map.entry(
              "events: index event_contains_url_index is partial on one side",
              "Synapse used no partial indexes on SQLite before 1.68"),
          Map.entry(
              "local_media_repository: index local_media_repository_url_idx is partial on one side",
              "Synapse used no partial indexes on SQLite before 1.68"),
          Map.entry(
              "presence_stream: index presence_stream_state_not_offline_idx is partial on one side",
              "Synapse used no partial indexes on SQLite before 1.68"),
          Map.entry(
              "redactions: index redactions_have_censored_ts is partial on one side",
              "Synapse used no partial indexes on SQLite before 1.68"),
          Map.entry(
              "room_memberships: index room_memberships_user_room_forgotten is partial on one side",
              "Synapse used no partial indexes on SQLite before 1.68"));

  @TempDir Path folder;

  @Test
  void everyTableFollowsTheRules() throws SQLException {
    SchemaFacts all = SchemaFacts.load();
    Set<String> differences = new TreeSet<>();
    List<Release> releases = all.history().releases();
    for (int i = releases.size() - 1; i >= 0; i -= 6) {
      Release release = releases.get(i);
      Facts postgres = all.postgres().replay(release.base(), release.postgresDeltas());
      compare(make(release.name()), postgres, differences);
    }
    assertThat(differences).containsExactlyInAnyOrderElementsOf(EXCEPTIONS.keySet());
  }

  @Test
  void soDoTheTablesOfRealServers() throws IOException, SQLException {
    SchemaFacts all = SchemaFacts.load();
    Set<String> differences = new TreeSet<>();
    for (Path fixture : OutsideData.fixtureVersions()) {
      FixtureSource source = FixtureSource.of(fixture.resolve("a.db.gz"), folder);
      String name = DerivedSchema.of(source.catalogue()).release().orElseThrow();
      Release release = all.history().byName(name).orElseThrow();
      Facts postgres = all.postgres().replay(release.base(), release.postgresDeltas());
      compare(source.tables(), postgres, differences);
    }
    differences.removeAll(EXCEPTIONS.keySet());
    assertThat(differences).isEmpty();
  }

  private List<SqliteTable> make(String release) throws SQLException {
    Path file = folder.resolve(release + ".db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : SqliteSchema.ofRelease(release)) {
        statement.execute(sql);
      }
      connection.commit();
    }
    return FixtureSource.plain(file).tables();
  }

  private static void compare(List<SqliteTable> tables, Facts postgres, Set<String> differences) {
    Set<String> left = new TreeSet<>(postgres.tables());
    left.remove("cache_invalidation_stream_by_instance");
    left.remove("instance_map");
    for (SqliteTable table : tables) {
      if (SynapseTables.isSourceInternal(table.name())) {
        continue;
      }
      CarriedTable rules = CarriedTable.of(table);
      if (!left.remove(rules.name())) {
        differences.add(table.name() + " is only in SQLite");
      } else if (table.kind() == SqliteTable.Kind.ROWID) {
        columns(rules, postgres, differences);
        keys(rules, postgres, differences);
        indexes(table, postgres, differences);
      }
    }
    left.forEach(table -> differences.add(table + " is only in PostgreSQL"));
  }

  private static void columns(CarriedTable rules, Facts postgres, Set<String> differences) {
    String table = rules.name();
    Map<String, String> facts = postgres.of("column", table);
    Map<String, String> ruled = rules.columns();
    ruled.forEach(
        (name, rest) -> {
          String fact = facts.get(name);
          String rule = normal(rest);
          if (fact == null) {
            differences.add(table + ": column " + name + " only in SQLite");
          } else {
            // The rules make every whole number wide; how wide Synapse's are only facts can tell.
            String width = fact.startsWith("integer") ? rule.replace("bigint", "integer") : rule;
            String plain = fact.replaceAll(" identity| \\[.*\\]|::\\w+(?= *$)", "");
            if (!plain.equals(width)) {
              differences.add(table + "." + name + ": " + rule + " / " + fact);
            }
          }
        });
    for (String name : facts.keySet()) {
      if (!ruled.containsKey(name)) {
        differences.add(table + ": column " + name + " only in PostgreSQL");
      }
    }
  }

  /** From the order of CREATE TABLE to that of the facts. */
  private static String normal(String rest) {
    boolean notNull = rest.endsWith(" NOT NULL");
    String text = notNull ? rest.substring(0, rest.length() - " NOT NULL".length()) : rest;
    int at = text.indexOf(" DEFAULT ");
    String type = (at < 0 ? text : text.substring(0, at)).strip();
    return type
        + (notNull ? " not null" : "")
        + (at < 0 ? "" : " default " + text.substring(at + " DEFAULT ".length()));
  }

  private static void keys(CarriedTable rules, Facts postgres, Set<String> differences) {
    String table = rules.name();
    String primary = "[]";
    Set<String> uniques = new TreeSet<>();
    for (String definition : postgres.of("constraint", table).values()) {
      if (definition.startsWith("PRIMARY KEY (")) {
        primary = bracketed(definition);
      } else if (definition.startsWith("UNIQUE (")) {
        uniques.add(bracketed(definition));
      }
    }
    if (!primary.equals(rules.primaryKey().toString())) {
      differences.add(table + ": key " + rules.primaryKey() + " / " + primary);
    }
    for (String index : postgres.of("index", table).values()) {
      if (index.startsWith("unique btree (") && !index.contains(" WHERE ")) {
        uniques.add(bracketed(index));
      }
    }
    for (List<String> unique : rules.uniques()) {
      if (!uniques.contains(unique.toString())) {
        differences.add(table + ": unique " + unique + " only in SQLite");
      }
    }
  }

  private static void indexes(SqliteTable table, Facts postgres, Set<String> differences) {
    String name = table.name().toLowerCase(Locale.ROOT);
    Map<String, String> facts = postgres.of("index", name);
    List<String> seen = new ArrayList<>();
    for (SqliteIndex index : table.indexes()) {
      if (index.origin() != SqliteIndex.Origin.CREATE_INDEX) {
        continue;
      }
      String fact = facts.get(index.name());
      seen.add(index.name());
      String rule = (index.unique() ? "unique " : "") + CarriedTable.columnsOf(index);
      if (fact == null) {
        differences.add(name + ": index " + index.name() + " only in SQLite");
      } else if (!rule.equals((fact.startsWith("unique ") ? "unique " : "") + bracketed(fact))) {
        differences.add(name + ": index " + index.name() + ": " + rule + " / " + fact);
      } else if (index.partial() != fact.contains(" WHERE ")) {
        differences.add(name + ": index " + index.name() + " is partial on one side");
      }
    }
    for (String index : facts.keySet()) {
      if (!seen.contains(index)) {
        differences.add(name + ": index " + index + " only in PostgreSQL");
      }
    }
  }

  private static String bracketed(String definition) {
    int from = definition.indexOf('(');
    return "[" + definition.substring(from + 1, definition.indexOf(')')).replace("\"", "") + "]";
  }
}
