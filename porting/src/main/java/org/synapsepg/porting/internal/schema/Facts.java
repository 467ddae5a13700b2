package org.synapsepg.porting.internal.schema;

import jakarta.annotation.Nullable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is true of a catalogue, in the order in which the catalogue lists it. Not thread-safe. */
final class Facts {
  private final Map<FactKey, String> all = new LinkedHashMap<>();

  /**
   * A changed value keeps its place, as a changed column keeps its; a table takes its own along.
   */
  void apply(List<FactChange> changes) {
    for (FactChange change : changes) {
      String value = change.value();
      if (value != null) {
        all.put(change.key(), value);
      } else {
        remove(change.key());
      }
    }
  }

  private void remove(FactKey key) {
    all.remove(key);
    if (key.isTable()) {
      all.keySet().removeIf(other -> other.table().equals(key.table()));
    }
  }

  /** The names of one kind, without or within tables, and their values. */
  Map<FactKey, String> ofKind(String kind) {
    Map<FactKey, String> found = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          if (key.kind().equals(kind)) {
            found.put(key, value);
          }
        });
    return found;
  }

  /** The names and values of one kind within a table. */
  Map<String, String> of(String kind, String table) {
    Map<String, String> found = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          if (key.kind().equals(kind) && key.table().equals(table)) {
            found.put(key.name(), value);
          }
        });
    return found;
  }

  @Nullable
  String get(FactKey key) {
    return all.get(key);
  }

  /** The names of all tables, in the order in which they were made. */
  List<String> tables() {
    return all.keySet().stream().filter(FactKey::isTable).map(FactKey::table).toList();
  }

  Set<FactKey> keys() {
    return Collections.unmodifiableSet(all.keySet());
  }
}
