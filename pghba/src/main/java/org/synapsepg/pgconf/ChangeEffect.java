package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Compares two states of a server's files, setting by setting. */
final class ChangeEffect {
  private final PgConfFile before;
  private final PgConfFile after;
  private final ServerState state;

  ChangeEffect(PgConfFile before, PgConfFile after, ServerState state) {
    this.before = before;
    this.after = after;
    this.state = state;
  }

  /** Where one setting is set: in the file and its includes, and in postgresql.auto.conf. */
  private record Occurrences(List<PgConfSetting> own, List<PgConfSetting> auto) {
    @Nullable
    String value() {
      return own.isEmpty() ? null : own.get(own.size() - 1).value();
    }

    List<String> values() {
      return own.stream().map(PgConfSetting::value).toList();
    }
  }

  List<SettingChange> changes() {
    Map<String, Occurrences> old = occurrences(before);
    Map<String, Occurrences> now = occurrences(after);
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    names.addAll(old.keySet());
    names.addAll(now.keySet());
    Occurrences none = new Occurrences(List.of(), List.of());
    List<SettingChange> changes = new ArrayList<>();
    for (String name : names) {
      Occurrences was = old.getOrDefault(name, none);
      Occurrences is = now.getOrDefault(name, none);
      if (!was.values().equals(is.values())) {
        changes.add(change(name, was, is));
      }
    }
    return List.copyOf(changes);
  }

  private static Map<String, Occurrences> occurrences(PgConfFile file) {
    Map<String, Occurrences> found = new LinkedHashMap<>();
    for (boolean auto : new boolean[] {false, true}) {
      ConfReader reader = file.files().reader(false);
      reader.readTop(auto ? file.files().auto() : file.files().top());
      for (Entry entry : reader.entries()) {
        if (entry.setting != null) {
          Occurrences of =
              found.computeIfAbsent(
                  file.files().canonical(entry.setting.name()),
                  n -> new Occurrences(new ArrayList<>(), new ArrayList<>()));
          (auto ? of.auto() : of.own()).add(entry.setting);
        }
      }
    }
    return found;
  }

  private SettingChange change(String name, Occurrences was, Occurrences is) {
    Optional<SettingDefinition> definition = after.files().catalog().find(name);
    String why = whyNothing(name, was, is, definition);
    Activation activation =
        why != null
            ? Activation.NOTHING
            : definition.map(d -> d.context().activation()).orElse(Activation.RELOAD);
    String reason = why != null ? why : reason(definition, activation);
    return new SettingChange(name, activation, was.value(), is.value(), reason);
  }

  private @Nullable String whyNothing(
      String name, Occurrences was, Occurrences is, Optional<SettingDefinition> definition) {
    String forced = state.commandLine().get(SettingDefinition.lower(name));
    if (forced != null) {
      return "the server's command line sets it to '" + forced + "', which no file changes";
    }
    Optional<String> ofSessions = state.forSessions(name);
    if (ofSessions.isPresent()) {
      return "ALTER ROLE or ALTER DATABASE sets it to '" + ofSessions.get();
    }
    if (!is.auto().isEmpty()) {
      PgConfSetting line = is.auto().get(is.auto().size() - 1);
      return "ALTER SYSTEM has set it to '"
          + line.value()
          + "' at "
          + after.locationOf(line)
          + ", which is read later; ALTER SYSTEM RESET "
          + name
          + " lifts that";
    }
    if (Objects.equals(was.value(), is.value())) {
      return is.own().isEmpty()
          ? "no file sets it"
          : "only lines changed that "
              + after.locationOf(is.own().get(is.own().size() - 1))
              + " overrides";
    }
    String old = meaning(definition, was.value());
    String now = meaning(definition, is.value());
    return old != null && old.equals(now)
        ? "the value is the same as before" + (is.value() == null ? ", for it is the default" : "")
        : null;
  }

  /** The value as the server shows it; null if that cannot be told. */
  private @Nullable String meaning(
      Optional<SettingDefinition> definition, @Nullable String written) {
    if (definition.isEmpty()) {
      return null;
    }
    if (written == null) {
      return definition.get().defaultValue().orElse(null);
    }
    return definition.get().read(written) instanceof ValueReading.Accepted accepted
        ? accepted.setting()
        : null;
  }

  private static String reason(Optional<SettingDefinition> definition, Activation activation) {
    String context = definition.map(d -> d.context().word()).orElse("custom");
    return switch (activation) {
      case NOTHING -> "its context is " + context + ", so no file can change it";
      case RELOAD -> "its context is " + context + ", so SELECT pg_reload_conf() is enough";
      case NEW_SESSION ->
          "its context is " + context + ", so after a reload only new sessions have it";
      case RESTART ->
          "its context is "
              + context
              + ", so the server must be restarted; a reload does not do it";
    };
  }
}
