package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;

/**
 * What a server makes of its files, entry by entry (source {@code guc.c}, the processing of
 * configuration files).
 */
final class Evaluation {
  private static final String NOT_APPLIED = "setting could not be applied";
  private static final Pattern CUSTOM = Pattern.compile("[^.]+\\.[^.]+");

  private final SettingCatalog catalog;
  private final ServerState state;
  private final Situation situation;
  private final List<Entry> entries;
  private final List<Finding> findings;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> pending = new LinkedHashSet<>();
  private boolean stopped;

  private Evaluation(
      SettingCatalog catalog, ServerState state, Situation situation, ConfReader reader) {
    this.catalog = catalog;
    this.state = state;
    this.situation = situation;
    this.entries = reader.entries();
    this.findings = reader.findings();
  }

  /** Reads the files on an occasion. */
  static Evaluation of(ConfFiles files, ServerState state, Situation situation) {
    ConfReader reader = files.reader(situation.isSession());
    boolean readable = reader.readTop(files.top()) && reader.readTop(files.auto());
    Evaluation evaluation = new Evaluation(files.catalog(), state, situation, reader);
    evaluation.stopped = !readable;
    if (readable) {
      evaluation.markDuplicates();
    }
    if (!evaluation.stopped) {
      evaluation.reportRemoved();
      evaluation.apply();
    }
    return evaluation;
  }

  /** The lines that have no effect because a later one sets the same. */
  List<Finding> overridden() {
    Map<String, Entry> last = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (entry.setting != null) {
        last.put(canonicalName(entry.setting), entry);
      }
    }
    List<Finding> found = new ArrayList<>();
    for (Entry entry : entries) {
      PgConfSetting setting = entry.setting;
      Entry counts = setting == null ? null : last.get(canonicalName(setting));
      if (setting != null && counts != null && !counts.equals(entry)) {
        found.add(
            Finding.of(
                    PgConfCode.OVERRIDDEN,
                    "'"
                        + setting.name()
                        + "' has no effect here, for "
                        + SourceLocation.line(String.valueOf(counts.file), counts.line)
                        + " sets it again")
                .withHint("remove one of the lines")
                .at(place(entry, setting)));
      }
    }
    return found;
  }

  /** Whether the server takes nothing at all from the files. */
  boolean tookNothing() {
    return stopped;
  }

  List<Finding> findings() {
    return findings;
  }

  List<Entry> entries() {
    return entries;
  }

  /** The values that the files give, by the server's spelling of the name. */
  Map<String, String> values() {
    return values;
  }

  /** The settings that wait for a restart. */
  Set<String> pending() {
    return pending;
  }

  List<FileSettingRow> rows() {
    List<FileSettingRow> rows = new ArrayList<>();
    for (Entry entry : entries) {
      PgConfSetting setting = entry.setting;
      rows.add(
          new FileSettingRow(
              entry.file,
              entry.line,
              rows.size() + 1,
              setting == null ? null : setting.name(),
              setting == null ? null : setting.value(),
              entry.applied,
              entry.error));
    }
    return rows;
  }

  /** The last entry of a name counts; earlier ones of the same spelling are not even looked at. */
  private void markDuplicates() {
    Map<String, Entry> bySpelling = new LinkedHashMap<>();
    for (Entry entry : entries) {
      PgConfSetting setting = entry.setting;
      if (setting == null) {
        continue;
      }
      boolean custom = isCustomName(setting.name());
      if (catalog.find(setting.name()).isEmpty() && !custom) {
        entry.error = "unrecognized configuration parameter";
        stopped = true;
        findings.add(unknown(entry, setting));
        continue;
      }
      Entry earlier = bySpelling.put(setting.name(), entry);
      if (earlier != null) {
        earlier.ignored = true;
      }
    }
  }

  static boolean isCustomName(String name) {
    return CUSTOM.matcher(name).matches();
  }

  private Finding unknown(Entry entry, PgConfSetting setting) {
    String file = entry.file == null ? "" : entry.file;
    return Finding.of(
            PgConfCode.UNKNOWN_SETTING,
            "unrecognized configuration parameter \""
                + setting.name()
                + "\" in file \""
                + file
                + "\" line "
                + entry.line)
        .withHint(UpgradeCheck.whereKnown(setting.name(), catalog.major()))
        .at(place(entry, setting));
  }

  private void reportRemoved() {
    Set<String> present = new LinkedHashSet<>();
    entries.forEach(e -> present.add(e.setting == null ? "" : canonicalName(e.setting)));
    for (String name : state.setByFile()) {
      Optional<SettingDefinition> definition = catalog.find(name);
      boolean restart =
          definition.filter(d -> d.context() == SettingContext.POSTMASTER).isPresent();
      if (restart && !present.contains(definition.get().name())) {
        Entry entry = new Entry(null, 0, null);
        entry.error =
            "parameter \""
                + definition.get().name()
                + "\" cannot be changed without restarting the server";
        entries.add(entry);
        pending.add(definition.get().name());
      }
    }
  }

  private String canonicalName(PgConfSetting setting) {
    return catalog.find(setting.name()).map(SettingDefinition::name).orElse(setting.name());
  }

  private void apply() {
    for (Entry entry : entries) {
      PgConfSetting setting = entry.setting;
      if (setting == null || entry.ignored) {
        continue;
      }
      Optional<SettingDefinition> definition = catalog.find(setting.name());
      if (definition.isEmpty()) {
        entry.applied = true;
        values.put(setting.name(), setting.value());
      } else {
        apply(entry, setting, definition.get());
      }
    }
  }

  private void apply(Entry entry, PgConfSetting setting, SettingDefinition definition) {
    if (definition.context() == SettingContext.INTERNAL) {
      refuse(
          entry,
          setting,
          PgConfCode.NOT_CHANGEABLE,
          "parameter \"" + shown(definition, setting) + "\" cannot be changed",
          "it reports how the server was built or the cluster was made; remove the line");
      return;
    }
    ValueReading read = definition.read(setting.value(), setting.name(), situation);
    if (read instanceof ValueReading.Refused refused) {
      refuse(entry, setting, PgConfCode.BAD_VALUE, refused.message(), advice(refused));
    } else if (read instanceof ValueReading.Accepted accepted) {
      accept(entry, setting, definition, accepted.setting());
    }
  }

  private void accept(
      Entry entry, PgConfSetting setting, SettingDefinition definition, String value) {
    boolean restart = definition.context() == SettingContext.POSTMASTER && !situation.isStart();
    if (restart && !isRunning(definition, value)) {
      pending.add(definition.name());
      refuse(
          entry,
          setting,
          PgConfCode.NOT_IN_FORCE,
          "parameter \""
              + shown(definition, setting)
              + "\" cannot be changed without restarting the server",
          "restart the server");
      return;
    }
    entry.applied = true;
    if (!state.commandLine().containsKey(SettingDefinition.lower(definition.name()))) {
      values.put(definition.name(), value);
      situation.apply(definition, value);
    }
  }

  /** Whether a running server has the value; a text without default is NULL and equals none. */
  private boolean isRunning(SettingDefinition definition, String value) {
    boolean unset = value.isEmpty() && definition.defaultValue().isEmpty();
    return !unset && value.equals(situation.running(catalog, definition));
  }

  private static String shown(SettingDefinition definition, PgConfSetting setting) {
    return definition.major() >= 18 ? definition.name() : setting.name();
  }

  private static @Nullable String advice(ValueReading.Refused refused) {
    String detail = refused.detail().orElse("");
    String hint = refused.hint().orElse("");
    String both = detail + (detail.isEmpty() || hint.isEmpty() ? "" : "\n") + hint;
    return both.isEmpty() ? null : both;
  }

  private void refuse(
      Entry entry, PgConfSetting setting, PgConfCode code, String message, @Nullable String hint) {
    entry.error = NOT_APPLIED;
    Finding finding = Finding.of(code, message).at(place(entry, setting));
    findings.add(hint == null ? finding : finding.withHint(hint));
  }

  private static SourceLocation place(Entry entry, PgConfSetting setting) {
    String file = entry.file == null ? "" : entry.file;
    return new SourceLocation(file, entry.line, setting.nameLexeme().start() + 1);
  }
}
