package org.synapsepg.pgconf;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a server that reads the files: which values it runs with, what its command line
 * overrides, which locales its machine has. Immutable and safe for use by several threads.
 *
 * <p>Example: {@code ServerState.unknown().running("shared_buffers", "16384").locales("C")}.
 */
public final class ServerState {
  /** The greatest max_stack_depth where the system's limit is 8 MB, as it is on Linux. */
  static final int STACK_LIMIT_KB = 7680;

  private static final ServerState UNKNOWN =
      new ServerState(Map.of(), Map.of(), Map.of(), Set.of(), Set.of());

  private final Map<String, String> running;
  private final Map<String, String> commandLine;
  private final Map<String, String> forSessions;
  private final Set<String> fromFile;
  private final Set<String> locales;

  private ServerState(
      Map<String, String> running,
      Map<String, String> commandLine,
      Map<String, String> forSessions,
      Set<String> fromFile,
      Set<String> locales) {
    this.running = running;
    this.commandLine = commandLine;
    this.forSessions = forSessions;
    this.fromFile = fromFile;
    this.locales = locales;
  }

  /**
   * A server of which nothing is known: it runs with the compiled defaults, nothing is overridden,
   * and every locale exists.
   *
   * @return that state
   */
  public static ServerState unknown() {
    return UNKNOWN;
  }

  /**
   * Adds the value that the server runs with.
   *
   * @param name the setting
   * @param setting its value as {@code pg_settings.setting} shows it, in the unit of the setting
   * @return a changed copy
   */
  public ServerState running(String name, String setting) {
    return new ServerState(
        with(running, name, setting), commandLine, forSessions, fromFile, locales);
  }

  /**
   * Adds a value from the server's command line ({@code -c name=value}), which no file can change.
   *
   * @param name the setting
   * @param value the value as it is written there
   * @return a changed copy
   */
  public ServerState commandLine(String name, String value) {
    return new ServerState(running, with(commandLine, name, value), forSessions, fromFile, locales);
  }

  /** What ALTER ROLE or ALTER DATABASE sets, with the words that tell for whom. */
  ServerState setForSessions(String name, String valueAndWhom) {
    return new ServerState(
        running, commandLine, with(forSessions, name, valueAndWhom), fromFile, locales);
  }

  Optional<String> forSessions(String name) {
    return Optional.ofNullable(forSessions.get(SettingDefinition.lower(name)));
  }

  /**
   * Adds settings that the server took from its files when it last read them. If one that needs a
   * restart is gone from the files, the server reports that.
   *
   * @param names their names
   * @return a changed copy
   */
  public ServerState setByFile(Collection<String> names) {
    Set<String> all = new LinkedHashSet<>(fromFile);
    names.forEach(n -> all.add(SettingDefinition.lower(n)));
    return new ServerState(running, commandLine, forSessions, all, locales);
  }

  /**
   * Names the locales that the server's machine has. Without this call every locale is taken to
   * exist.
   *
   * @param names locales as the system knows them, for example {@code C}, {@code C.UTF-8}
   * @return a changed copy
   */
  public ServerState locales(String... names) {
    return new ServerState(running, commandLine, forSessions, fromFile, Set.of(names));
  }

  Optional<String> running(String name) {
    return Optional.ofNullable(running.get(SettingDefinition.lower(name)));
  }

  Map<String, String> commandLine() {
    return commandLine;
  }

  Set<String> setByFile() {
    return fromFile;
  }

  boolean mayHaveLocale(String name) {
    return locales.isEmpty() || locales.contains(name);
  }

  private static Map<String, String> with(Map<String, String> map, String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(map);
    changed.put(SettingDefinition.lower(name), value);
    return changed;
  }
}
