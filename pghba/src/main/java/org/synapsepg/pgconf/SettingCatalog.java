package org.synapsepg.pgconf;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.synapsepg.core.PgVersion;

/**
 * The settings that a major version of PostgreSQL knows. The data was asked of real servers of 12
 * to 18 and ships with the library. Minor releases have added settings, so a name that is missing
 * here may be known to a server of another minor release; where there is a server, ask it.
 *
 * <p>Immutable and safe for use by several threads. Example: {@code
 * SettingCatalog.of(PgVersion.of(16)).require("shared_buffers").context()}.
 */
public final class SettingCatalog {
  /** The oldest major that the data covers. */
  public static final int OLDEST = 12;

  /** The newest major that the data covers; later ones are treated as this one. */
  public static final int NEWEST = 18;

  private static final Map<String, String> OLD_NAMES =
      Map.of("sort_mem", "work_mem", "vacuum_mem", "maintenance_work_mem");

  private final int major;
  private final Map<String, SettingDefinition> byName;

  private SettingCatalog(int major, Map<String, SettingDefinition> byName) {
    this.major = major;
    this.byName = byName;
  }

  /** The data is read when it is first asked for. */
  private static final class Loaded {
    private static final Map<Integer, SettingCatalog> CATALOGS = load();

    private static Map<Integer, SettingCatalog> load() {
      Map<Integer, SettingCatalog> catalogs = new LinkedHashMap<>();
      CatalogResource.read()
          .forEach((major, byName) -> catalogs.put(major, new SettingCatalog(major, byName)));
      return Collections.unmodifiableMap(catalogs);
    }
  }

  /**
   * The catalogue of a version.
   *
   * @param version the server's version, 12 or later; one after {@value #NEWEST} is treated as that
   * @return its settings
   * @throws IllegalArgumentException if the version is older than {@value #OLDEST}
   */
  public static SettingCatalog of(PgVersion version) {
    SettingCatalog catalog = Loaded.CATALOGS.get(Math.min(version.major(), NEWEST));
    if (catalog == null) {
      throw new IllegalArgumentException(
          "PostgreSQL " + version + " is not covered; the catalogue begins with " + OLDEST);
    }
    return catalog;
  }

  /**
   * The major version that this catalogue describes.
   *
   * @return {@value #OLDEST} to {@value #NEWEST}
   */
  public int major() {
    return major;
  }

  /**
   * A setting by name.
   *
   * @param name the name, or an old name that the server still accepts; the case of ASCII letters
   *     does not matter
   * @return the setting; empty if this major does not know it, and for custom names with a dot
   */
  public Optional<SettingDefinition> find(String name) {
    String lower = SettingDefinition.lower(name);
    SettingDefinition found = byName.get(lower);
    if (found == null && OLD_NAMES.containsKey(lower)) {
      found = byName.get(OLD_NAMES.get(lower));
    }
    if (found == null && lower.equals("ssl_ecdh_curve")) {
      found = byName.get("ssl_groups");
    }
    return Optional.ofNullable(found);
  }

  /**
   * A setting by name that is known to exist.
   *
   * @param name the name, in any case
   * @return the setting
   * @throws IllegalArgumentException if this major does not know it; the message says which do
   */
  public SettingDefinition require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + name + "' is no setting of PostgreSQL " + major + describe(name)));
  }

  private static String describe(String name) {
    SortedSet<Integer> majors = majorsOf(name);
    return majors.isEmpty()
        ? ", nor of any version from " + OLDEST + " to " + NEWEST
        : "; it is known to " + majors.first() + " to " + majors.last();
  }

  /**
   * All settings, those included that {@code pg_settings} does not show.
   *
   * @return the settings, sorted by name
   */
  public Collection<SettingDefinition> all() {
    return byName.values();
  }

  /**
   * The majors that know a name.
   *
   * @param name a name, in any case
   * @return the majors from {@value #OLDEST} to {@value #NEWEST} that know it; empty if none does
   */
  public static SortedSet<Integer> majorsOf(String name) {
    SortedSet<Integer> majors = new TreeSet<>();
    Loaded.CATALOGS.forEach(
        (major, catalog) -> {
          if (catalog.find(name).isPresent()) {
            majors.add(major);
          }
        });
    return Collections.unmodifiableSortedSet(majors);
  }

  /**
   * Under which name a later major knows what an earlier one called differently.
   *
   * @param name a name that was removed
   * @return the name of the replacement; empty if there is none
   */
  public static Optional<String> replacementOf(String name) {
    return Optional.ofNullable(
        switch (SettingDefinition.lower(name)) {
          case "wal_keep_segments" -> "wal_keep_size";
          case "force_parallel_mode" -> "debug_parallel_query";
          case "ssl_ecdh_curve" -> "ssl_groups";
          case "sort_mem" -> "work_mem";
          case "vacuum_mem" -> "maintenance_work_mem";
          default -> null;
        });
  }
}
