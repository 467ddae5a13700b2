package org.synapsepg.pgconf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.pghba.internal.values.Lists;

/**
 * What a server checks across its settings at its start, after every single one was accepted
 * (source {@code postmaster.c}, {@code xlog.c}, {@code xlogrecovery.c}).
 */
final class StartupChecks {
  private static final List<String> RECOVERY_TARGETS =
      List.of(
          "recovery_target",
          "recovery_target_lsn",
          "recovery_target_name",
          "recovery_target_time",
          "recovery_target_xid");

  private final ConfFiles files;
  private final Map<String, String> values;
  private final ServerState state;
  private final List<Finding> findings = new ArrayList<>();

  private StartupChecks(ConfFiles files, Evaluation start, ServerState state) {
    this.files = files;
    this.values = start.values();
    this.state = state;
  }

  static Findings check(ConfFiles files, Evaluation start, ServerState state) {
    StartupChecks checks = new StartupChecks(files, start, state);
    checks.connections();
    checks.writeAheadLog();
    checks.recovery();
    checks.lists();
    return Findings.of(checks.findings);
  }

  private String value(String name) {
    String key = SettingDefinition.lower(name);
    Optional<String> forced = Optional.ofNullable(state.commandLine().get(key));
    SettingDefinition definition = files.catalog().require(name);
    if (forced.isPresent()
        && definition.read(forced.get()) instanceof ValueReading.Accepted accepted) {
      return accepted.setting();
    }
    return Optional.ofNullable(values.get(definition.name()))
        .or(definition::defaultValue)
        .orElse("");
  }

  private long number(String name) {
    return files.catalog().find(name).isPresent() ? Long.parseLong(value(name)) : 0;
  }

  private String quoted(String name) {
    return files.version().major() >= 17 ? "\"" + name + "\"" : name;
  }

  private void conflict(String name, String message, String hint) {
    findings.add(Finding.of(PgConfCode.CONFLICT, message).withHint(hint).at(place(name)));
  }

  /** The line that sets it last, else the file. */
  private SourceLocation place(String name) {
    ConfReader reader = files.reader(false);
    reader.readTop(files.top());
    reader.readTop(files.auto());
    SourceLocation place = SourceLocation.wholeOf(files.top());
    for (Entry entry : reader.entries()) {
      if (entry.setting != null && entry.file != null && entry.setting.isNamed(name)) {
        place = SourceLocation.line(entry.file, entry.line);
      }
    }
    return place;
  }

  private void connections() {
    long superusers = number("superuser_reserved_connections");
    long reserved = number("reserved_connections");
    long all = number("max_connections");
    if (superusers + reserved >= all) {
      boolean two = files.version().major() >= 16;
      conflict(
          "max_connections",
          quoted("superuser_reserved_connections")
              + " ("
              + superusers
              + ")"
              + (two ? " plus " + quoted("reserved_connections") + " (" + reserved + ")" : "")
              + " must be less than "
              + quoted("max_connections")
              + " ("
              + all
              + ")",
          "raise max_connections or lower the reserved ones");
    }
  }

  private void writeAheadLog() {
    if (value("wal_level").equals("minimal")) {
      String level = quoted("wal_level") + " is \"minimal\"";
      if (!value("archive_mode").equals("off")) {
        conflict(
            "wal_level",
            "WAL archival cannot be enabled when " + level,
            "set wal_level = replica, or archive_mode = off");
      }
      if (number("max_wal_senders") > 0) {
        conflict(
            "wal_level",
            files.version().major() >= 17
                ? "WAL streaming (\"max_wal_senders\" > 0) requires \"wal_level\" to be"
                    + " \"replica\" or \"logical\""
                : "WAL streaming (max_wal_senders > 0) requires wal_level \"replica\" or"
                    + " \"logical\"",
            "set wal_level = replica, or max_wal_senders = 0");
      }
      if (files.catalog().find("summarize_wal").isPresent()
          && value("summarize_wal").equals("on")) {
        conflict(
            "wal_level",
            "WAL cannot be summarized when " + level,
            "set wal_level = replica, or summarize_wal = off");
      }
    }
    // Twice the segment size of 16 MB, in megabytes as these settings are.
    for (String name : List.of("min_wal_size", "max_wal_size")) {
      if (number(name) < 32) {
        conflict(
            name,
            "\"" + name + "\" must be at least twice \"wal_segment_size\"",
            "with segments of 16 MB that is 32MB");
      }
    }
  }

  private void recovery() {
    List<String> set =
        RECOVERY_TARGETS.stream().filter(n -> !values.getOrDefault(n, "").isEmpty()).toList();
    if (set.size() > 1) {
      conflict(
          set.get(0),
          "multiple recovery targets specified",
          "at most one of " + String.join(", ", set) + " can be set");
    }
  }

  private void lists() {
    if (Lists.names(value("listen_addresses")) == null) {
      conflict(
          "listen_addresses",
          "invalid list syntax in parameter \"listen_addresses\"",
          "separate the addresses by commas");
    }
  }
}
