package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which release of Synapse has which deltas. Only releases that changed something are listed, under
 * the name of the first (release candidate) that had the change. Deltas up to the version of the
 * full schema that a release starts from are part of that schema.
 */
final class ReleaseHistory {
  /** The version of the full schema that releases from 1.69 on ship. */
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
   * @param base the version of the schema that a new database starts from
   * @param deltas file names as {@code applied_schema_deltas} has them, all above that version
   */
  record Release(String name, int base, Set<String> deltas) {
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
      deltas.stream().filter(d -> !d.endsWith(ending)).forEach(found::add);
      return found;
    }
  }

  /**
   * The newest release whose SQLite database has these deltas, and no others but withdrawn ones.
   * Where releases differ by deltas for PostgreSQL alone, their SQLite databases are the same, and
   * the newer one is taken: every later start of Synapse would apply them.
   */
  Optional<Release> withSqliteDeltas(Set<String> applied) {
    for (int i = releases.size() - 1; i >= 0; i--) {
      Release release = releases.get(i);
      Set<String> own = release.sqliteDeltas();
      if (applied.containsAll(own)
          && applied.stream()
              .filter(d -> EngineFacts.versionOf(d) > release.base())
              .allMatch(d -> own.contains(d) || withdrawn.contains(d))) {
        return Optional.of(release);
      }
    }
    return Optional.empty();
  }

  Optional<Release> byName(String name) {
    return releases.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /** Deltas that a release had and the next one no longer; others took their place. */
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
    private int base;

    void add(String line) {
      String[] words = line.split(" ", -1);
      int start = Integer.parseInt(words[1]);
      if (start != base) {
        base = start;
        known.clear();
      }
      for (int i = 2; i < words.length; i++) {
        if (words[i].startsWith("-")) {
          known.remove(words[i].substring(1));
          withdrawn.add(words[i].substring(1));
        } else {
          known.add(words[i]);
        }
      }
      releases.add(new Release(words[0], base, Set.copyOf(known)));
    }

    void withdraw(String delta) {
      withdrawn.add(delta);
    }

    ReleaseHistory build() {
      return new ReleaseHistory(List.copyOf(releases), Set.copyOf(withdrawn));
    }
  }
}
