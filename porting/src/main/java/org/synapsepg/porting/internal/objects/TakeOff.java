package org.synapsepg.porting.internal.objects;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.plan.TargetForeignKey;
import org.synapsepg.porting.internal.plan.TargetIndex;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.plan.TargetTrigger;
import org.synapsepg.porting.internal.state.Pending;

/**
 * Decides what is taken off, and how it comes back. Indexes and keys go only from tables that are
 * large enough to pay for it, and only those that can be made again exactly; triggers go from every
 * table that gets rows; foreign keys from both their tables, so that rows may come in any order.
 * Large tables are kept from autovacuum meanwhile: it would read what was just written, and whoever
 * makes an index would wait for it (PostgreSQL docs, "Routine Vacuuming": it begins once a thousand
 * rows and a fifth of the table are new).
 */
public final class TakeOff {
  /** Below this many bytes of rows an index is cheaper to keep than to make again. */
  static final long WORTHWHILE = 64 * 8192;

  private static final Pattern DEFERRABLE = Pattern.compile(" (DEFERRABLE.*)$");

  private final TargetCatalogue catalogue;
  private final Map<String, Long> loads;
  private final List<Pending> things = new ArrayList<>();
  private final List<String> statements = new ArrayList<>();

  private TakeOff(TargetCatalogue catalogue, Map<String, Long> loads) {
    this.catalogue = catalogue;
    this.loads = loads;
  }

  /**
   * Decides.
   *
   * @param catalogue the target as it is now; what is off already is not in it
   * @param loads the tables whose rows will be replaced, each with the bytes it will get
   * @return what to write down and what to run, both in one transaction
   */
  public static TakeOff of(TargetCatalogue catalogue, Map<String, Long> loads) {
    TakeOff result = new TakeOff(catalogue, loads);
    // Foreign keys first: the keys that they refer to cannot go before them.
    catalogue.tables().forEach(result::foreignKeys);
    catalogue.tables().forEach(result::triggers);
    catalogue.tables().forEach(result::indexes);
    catalogue.tables().forEach(result::autovacuum);
    return result;
  }

  /** What brings it back. */
  public List<Pending> pending() {
    return List.copyOf(things);
  }

  /** The statements that take it off, in order. */
  public List<String> statements() {
    return List.copyOf(statements);
  }

  private void foreignKeys(TargetTable table) {
    for (TargetForeignKey key : table.foreignKeys()) {
      if (!loads.containsKey(key.table()) && !loads.containsKey(key.referenced())) {
        continue;
      }
      String alter = "ALTER TABLE " + table.qualified();
      List<String> restore = new ArrayList<>();
      restore.add(
          alter + " ADD CONSTRAINT " + Identifiers.quote(key.name()) + " " + key.definition());
      comment(restore, constraint(table, key.name()), key.comment());
      things.add(
          new Pending(
              Pending.Kind.FOREIGN_KEY,
              table.name(),
              key.name(),
              loads.getOrDefault(table.name(), 0L),
              restore));
      statements.add(alter + " DROP CONSTRAINT " + Identifiers.quote(key.name()));
    }
  }

  private void triggers(TargetTable table) {
    if (!loads.containsKey(table.name())) {
      return;
    }
    for (TargetTrigger trigger : table.triggers()) {
      String how =
          switch (trigger.enabled()) {
            case 'O' -> " ENABLE TRIGGER ";
            case 'A' -> " ENABLE ALWAYS TRIGGER ";
            default -> "";
          };
      // A trigger that is off, or fires on replicas alone, is in nobody's way.
      if (!how.isEmpty()) {
        String alter = "ALTER TABLE " + table.qualified();
        String name = Identifiers.quote(trigger.name());
        things.add(
            new Pending(
                Pending.Kind.TRIGGER,
                table.name(),
                trigger.name(),
                0,
                List.of(alter + how + name)));
        statements.add(alter + " DISABLE TRIGGER " + name);
      }
    }
  }

  private void indexes(TargetTable table) {
    long bytes = loads.getOrDefault(table.name(), 0L);
    if (bytes < WORTHWHILE) {
      return;
    }
    for (TargetIndex index : table.indexes()) {
      if (index.plain() && !neededByForeignKey(index)) {
        index(table, index, bytes);
      }
    }
  }

  /** A foreign key that stays on holds on to the index that it refers to. */
  private boolean neededByForeignKey(TargetIndex index) {
    return catalogue.tables().stream()
        .flatMap(t -> t.foreignKeys().stream())
        .anyMatch(
            k ->
                k.referencedIndex().equals(index.name())
                    && !loads.containsKey(k.table())
                    && !loads.containsKey(k.referenced()));
  }

  private void index(TargetTable table, TargetIndex index, long bytes) {
    String name = Identifiers.quote(index.name());
    List<String> restore = new ArrayList<>();
    restore.add(index.definition());
    comment(restore, "INDEX " + Identifiers.quote(table.schema(), index.name()), index.comment());
    things.add(new Pending(Pending.Kind.INDEX, table.name(), index.name(), bytes, restore));
    String constraint = index.constraint();
    if (constraint == null) {
      statements.add("DROP INDEX " + Identifiers.quote(table.schema(), index.name()));
      return;
    }
    String alter = "ALTER TABLE " + table.qualified();
    String quoted = Identifiers.quote(constraint);
    String definition = index.constraintDefinition();
    Matcher deferrable = DEFERRABLE.matcher(definition == null ? "" : definition);
    List<String> key = new ArrayList<>();
    key.add(
        alter
            + " ADD CONSTRAINT "
            + quoted
            + (index.primary() ? " PRIMARY KEY" : " UNIQUE")
            + " USING INDEX "
            + name
            + (deferrable.find() ? " " + deferrable.group(1) : ""));
    comment(key, constraint(table, constraint), index.constraintComment());
    things.add(new Pending(Pending.Kind.KEY, table.name(), constraint, bytes, key));
    statements.add(alter + " DROP CONSTRAINT " + quoted);
  }

  /** Of large tables that are left to the server's settings; their TOAST tables go with them. */
  private void autovacuum(TargetTable table) {
    if (table.vacuumed() && loads.getOrDefault(table.name(), 0L) >= WORTHWHILE) {
      String alter = "ALTER TABLE " + table.qualified();
      things.add(
          new Pending(
              Pending.Kind.AUTOVACUUM,
              table.name(),
              "autovacuum",
              0,
              List.of(alter + " RESET (autovacuum_enabled)")));
      statements.add(alter + " SET (autovacuum_enabled = off)");
    }
  }

  private static String constraint(TargetTable table, String name) {
    return "CONSTRAINT " + Identifiers.quote(name) + " ON " + table.qualified();
  }

  private static void comment(List<String> statements, String on, @Nullable String comment) {
    if (comment != null) {
      statements.add("COMMENT ON " + on + " IS " + Identifiers.literal(comment));
    }
  }
}
