package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which release of Synapse has which deltas. Only releases that changed something are listed, under
 * the name of the first (release candidate) that had the change. The full schema has version 72, so
 * deltas up to there are part of it.
 */
final class ReleaseHistory {
  /** The version of the full schema that every release listed here ships. */
  static final int FULL_SCHEMA = 72;

  private static final String POSTGRES_ONLY = ".sql.postgres";
  private static final String SQLITE_ONLY = ".sql.sqlite";

  private final List<Release> releases;
  private final Set<String> withdrawn;

  private ReleaseHistory(List<Release> releases, Set<String> withdrawn) {
    this.releases = releases;
    this.withdrawn = withdrawn;
  }

  /**
   * A release and all deltas it knows, of both engines.
   *
   * @param name for example {@code 1.72.0rc1}
   * @param deltas file names as {@code applied_schema_deltas} has them
   */
  record Release(String name, Set<String> deltas) {
    /** The deltas that a new SQLite database of this release records. */
    Set<String> sqliteDeltas() {
      return without(POSTGRES_ONLY);
    }

    /** The deltas that a new PostgreSQL database of this release records. */
    Set<String> postgresDeltas() {
      return without(SQLITE_ONLY);
    }

    private Set<String> without(String ending) {
      Set<String> found = new TreeSet<>(EngineFacts.DELTA_ORDER);
      deltas.stream()
          .filter(d -> !d.endsWith(ending) && EngineFacts.versionOf(d) > FULL_SCHEMA)
          .forEach(found::add);
      return found;
    }
  }

  /**
   * The newest release whose SQLite database has exactly these deltas. Where releases differ by
   * deltas for PostgreSQL alone, their SQLite databases are the same, and the newer one is taken:
   * every later start of Synapse would apply them.
   */
  Optional<Release> withSqliteDeltas(Set<String> applied) {
    for (int i = releases.size() - 1; i >= 0; i--) {
      if (releases.get(i).sqliteDeltas().equals(applied)) {
        return Optional.of(releases.get(i));
      }
    }
    return Optional.empty();
  }

  Optional<Release> byName(String name) {
    return releases.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /**
   * Deltas that a release candidate had and its release no longer; a later one took their place.
   */
  Set<String> withdrawn() {
    return withdrawn;
  }

  Release newest() {
    return releases.get(releases.size() - 1);
  }

  List<Release> releases() {
    return releases;
  }

  static final class Builder {
    private final List<Release> releases = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> withdrawn = new LinkedHashSet<>();

    void add(String line) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        if (words[i].startsWith("-")) {
          known.remove(words[i].substring(1));
          withdrawn.add(words[i].substring(1));
        } else {
          known.add(words[i]);
          withdrawn.remove(words[i]);
        }
      }
      releases.add(new Release(words[0], Set.copyOf(known)));
    }

    ReleaseHistory build() {
      return new ReleaseHistory(List.copyOf(releases), Set.copyOf(withdrawn));
    }
  }
}
