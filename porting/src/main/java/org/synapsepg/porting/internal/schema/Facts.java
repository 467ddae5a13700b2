package org.synapsepg.porting.internal.schema;

import jakarta.annotation.Nullable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is true of a catalogue, in the order in which the catalogue lists it. Not thread-safe. */
final class Facts {
  /** By table, and below the empty name what belongs to none. */
  private final Map<String, Map<FactKey, String>> all = new LinkedHashMap<>();

  /**
   * A changed value keeps its place, as a changed column keeps its; a table takes its own along.
   */
  void apply(List<FactChange> changes) {
    for (FactChange change : changes) {
      FactKey key = change.key();
      String value = change.value();
      if (value != null) {
        all.computeIfAbsent(key.table(), t -> new LinkedHashMap<>()).put(key, value);
      } else if (key.isTable()) {
        all.remove(key.table());
      } else {
        within(key.table()).remove(key);
      }
    }
  }

  private Map<FactKey, String> within(String table) {
    Map<FactKey, String> found = all.get(table);
    return found == null ? new LinkedHashMap<>() : found;
  }

  /** All facts of one kind, within tables or not. */
  Map<FactKey, String> ofKind(String kind) {
    Map<FactKey, String> found = new LinkedHashMap<>();
    for (Map<FactKey, String> some : all.values()) {
      some.forEach(
          (key, value) -> {
            if (key.kind().equals(kind)) {
              found.put(key, value);
            }
          });
    }
    return found;
  }

  /** The names and values of one kind within a table. */
  Map<String, String> of(String kind, String table) {
    Map<String, String> found = new LinkedHashMap<>();
    within(table)
        .forEach(
            (key, value) -> {
              if (key.kind().equals(kind)) {
                found.put(key.name(), value);
              }
            });
    return found;
  }

  @Nullable
  String get(FactKey key) {
    return within(key.table()).get(key);
  }

  /** The names of all tables, in the order in which they were made. */
  List<String> tables() {
    return all.keySet().stream().filter(t -> get(FactKey.table(t)) != null).toList();
  }
}
