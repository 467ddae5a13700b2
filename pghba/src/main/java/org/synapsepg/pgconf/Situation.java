package org.synapsepg.pgconf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * On which occasion values are read, and what is in force at that moment. At its start and at a
 * reload the server applies one entry after another; a session that looks at the files changes
 * nothing, but has a transaction and a database.
 */
final class Situation {
  private enum Occasion {
    START,
    RELOAD,
    SESSION
  }

  /** The view pg_settings shows these in octal digits. */
  private static final Set<String> OCTAL = Set.of("unix_socket_permissions", "log_file_mode");

  private final ServerState state;
  private final Occasion occasion;
  private final Map<String, String> applied = new HashMap<>();

  private Situation(ServerState state, Occasion occasion) {
    this.state = state;
    this.occasion = occasion;
  }

  /** The server reads its files at its start. */
  static Situation ofStart(ServerState state) {
    return new Situation(state, Occasion.START);
  }

  /** The server reads its files again while it runs. */
  static Situation ofReload(ServerState state) {
    return new Situation(state, Occasion.RELOAD);
  }

  /** A session of a running server shows what the files say. */
  static Situation ofSession(ServerState state) {
    return new Situation(state, Occasion.SESSION);
  }

  ServerState state() {
    return state;
  }

  boolean isSession() {
    return occasion == Occasion.SESSION;
  }

  boolean isStart() {
    return occasion == Occasion.START;
  }

  /** Remembers what an entry has set; later checks see it. */
  void apply(SettingDefinition definition, String setting) {
    if (occasion != Occasion.SESSION) {
      applied.put(definition.name(), setting);
    }
  }

  /** What is in force for a setting. */
  String inForce(SettingCatalog catalog, String name) {
    String set = applied.get(name);
    if (set != null) {
      return set;
    }
    SettingDefinition definition = catalog.require(name);
    return occasion == Occasion.START
        ? definition.defaultValue().orElse("")
        : running(catalog, definition);
  }

  /** What a running server has. */
  String running(SettingCatalog catalog, SettingDefinition definition) {
    String key = SettingDefinition.lower(definition.name());
    Optional<String> known = state.running(key);
    if (known.isPresent() && OCTAL.contains(key)) {
      return value(definition, known.get());
    }
    if (known.isEmpty()) {
      known = Optional.ofNullable(state.commandLine().get(key)).map(v -> value(definition, v));
    }
    if (known.isEmpty() && definition.name().equals("wal_buffers")) {
      return derivedWalBuffers(catalog);
    }
    return known.or(definition::defaultValue).orElse("");
  }

  private static String value(SettingDefinition definition, String written) {
    return definition.read(written) instanceof ValueReading.Accepted accepted
        ? accepted.setting()
        : written;
  }

  /** A 32nd of shared_buffers, from 8 blocks to one WAL segment of 16 MB. */
  String derivedWalBuffers(SettingCatalog catalog) {
    long blocks = Long.parseLong(running(catalog, catalog.require("shared_buffers")));
    return String.valueOf(Math.max(8, Math.min(2048, blocks / 32)));
  }
}
