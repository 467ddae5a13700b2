package org.synapsepg.hba;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;

/** Compares what two servers make of the same text. */
final class VersionLint {
  private VersionLint() {}

  static Findings compare(HbaFile now, HbaFile then) {
    List<Finding> found = new ArrayList<>();
    Map<String, List<HbaRecord>> before = byPlace(now);
    Map<String, List<HbaRecord>> after = byPlace(then);
    after.forEach(
        (place, records) -> {
          List<HbaRecord> old = before.getOrDefault(place, List.of());
          for (int i = 0; i < records.size(); i++) {
            compare(i < old.size() ? old.get(i) : null, records.get(i), then, found);
          }
        });
    before.forEach(
        (place, records) -> {
          if (!after.containsKey(place)) {
            HbaRecord record = records.get(0);
            found.add(
                change(
                    Severity.WARNING,
                    "the line is part of another one or an include for PostgreSQL "
                        + then.server().version().major()
                        + ": "
                        + text(record.line()),
                    record));
          }
        });
    if (now.loads() && !then.loads()) {
      found.addAll(
          0,
          Findings.of(
                  Finding.of(
                          HbaCode.CHANGES_WITH_UPGRADE,
                          "PostgreSQL "
                              + then.server().version().major()
                              + " does not load this file")
                      .withSeverity(Severity.ERROR)
                      .withHint("Correct the lines that follow before the upgrade."))
              .toList());
    }
    return Findings.of(found);
  }

  private static Map<String, List<HbaRecord>> byPlace(HbaFile file) {
    Map<String, List<HbaRecord>> places = new LinkedHashMap<>();
    for (HbaRecord record : file.records()) {
      places
          .computeIfAbsent(
              record.location().source() + ":" + record.location().line(), k -> new ArrayList<>())
          .add(record);
    }
    return places;
  }

  private static void compare(
      @jakarta.annotation.Nullable HbaRecord old,
      HbaRecord fresh,
      HbaFile then,
      List<Finding> found) {
    int major = then.server().version().major();
    boolean loaded = old != null && old.line() instanceof HbaRule;
    if (fresh.line() instanceof HbaRule rule) {
      if (old == null || !loaded) {
        found.add(
            change(Severity.WARNING, "PostgreSQL " + major + " takes the line as a rule", fresh));
      } else if (old.line() instanceof HbaRule before && !before.sameMeaning(rule)) {
        found.add(
            change(Severity.WARNING, "PostgreSQL " + major + " reads the rule otherwise", fresh));
      } else if (old.line() instanceof HbaRule && regexChange(rule, old, fresh)) {
        found.add(
            change(
                Severity.WARNING,
                "a name that begins with a slash is a regular expression from PostgreSQL 16 on and"
                    + " a plain name before",
                fresh));
      }
      return;
    }
    if (loaded) {
      String error =
          fresh.line() instanceof HbaInvalid invalid
              ? invalid.error()
              : fresh.line() instanceof HbaInclude include ? include.error().orElse("") : "";
      found.add(
          change(Severity.ERROR, "PostgreSQL " + major + " refuses the line: " + error, fresh));
    }
  }

  private static boolean regexChange(HbaRule rule, HbaRecord old, HbaRecord fresh) {
    boolean crosses = (old.file().server().major() >= 16) != (fresh.file().server().major() >= 16);
    return crosses
        && (rule.databases().stream().anyMatch(n -> n.text().startsWith("/"))
            || rule.users().stream().anyMatch(n -> n.text().startsWith("/")));
  }

  private static String text(HbaLine line) {
    return line instanceof HbaRule rule ? HbaLinter.brief(rule) : line.source();
  }

  private static Finding change(Severity severity, String message, HbaRecord record) {
    return Finding.of(HbaCode.CHANGES_WITH_UPGRADE, message)
        .withSeverity(severity)
        .at(record.location());
  }
}
