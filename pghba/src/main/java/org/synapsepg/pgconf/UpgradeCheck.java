package org.synapsepg.pgconf;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.Severity;
import org.synapsepg.core.SourceLocation;

/** What a file means to another major version. */
final class UpgradeCheck {
  private final PgConfFile file;
  private final SettingCatalog old;
  private final SettingCatalog target;
  private final List<Finding> findings = new ArrayList<>();

  private UpgradeCheck(PgConfFile file, PgVersion version) {
    this.file = file;
    this.old = file.files().catalog();
    this.target = SettingCatalog.of(version);
  }

  /** What fails or changes when a server of another version reads the same files. */
  static Findings of(PgConfFile file, PgVersion version) {
    UpgradeCheck check = new UpgradeCheck(file, version);
    ConfReader reader = file.files().reader(false);
    reader.readTop(file.files().top());
    reader.readTop(file.files().auto());
    for (Entry entry : reader.entries()) {
      PgConfSetting setting = entry.setting;
      if (setting != null && entry.file != null && !Evaluation.isCustomName(setting.name())) {
        int column = setting.nameLexeme().start() + 1;
        check.setting(setting, new SourceLocation(entry.file, entry.line, column));
      }
    }
    check.defaults();
    return Findings.of(check.findings);
  }

  private void setting(PgConfSetting line, SourceLocation place) {
    Optional<SettingDefinition> was = old.find(line.name());
    Optional<SettingDefinition> is = target.find(line.name());
    if (is.isEmpty()) {
      findings.add(
          Finding.of(
                  PgConfCode.REMOVED,
                  "'"
                      + line.name()
                      + "' is unknown to PostgreSQL "
                      + target.major()
                      + ", which does not start with it")
              .withHint(whereKnown(line.name(), target.major()))
              .at(place));
      return;
    }
    ValueReading now = is.get().read(line.value());
    if (now instanceof ValueReading.Refused refused) {
      findings.add(
          Finding.of(
                  PgConfCode.BAD_VALUE,
                  "PostgreSQL " + target.major() + " refuses the value: " + refused.message())
              .withHint(refused.hint().or(refused::detail).orElse("give another value"))
              .at(place));
    } else if (was.isPresent()) {
      compare(line, was.get(), is.get(), place);
    }
  }

  private void compare(
      PgConfSetting line, SettingDefinition was, SettingDefinition is, SourceLocation place) {
    ValueReading before = was.read(line.value());
    ValueReading after = is.read(line.value());
    if (before instanceof ValueReading.Accepted b
        && after instanceof ValueReading.Accepted a
        && (!a.setting().equals(b.setting()) || !was.unit().equals(is.unit()))) {
      changed(
          "'"
              + line.name()
              + " = "
              + line.value()
              + "' means "
              + shown(was, b)
              + " to PostgreSQL "
              + old.major()
              + " and "
              + shown(is, a)
              + " to "
              + target.major(),
          "write the value that is meant",
          place);
    }
    if (was.context() != is.context()) {
      findings.add(
          Finding.of(
                  PgConfCode.CHANGED,
                  "a change of '"
                      + line.name()
                      + "' needs "
                      + is.context().activation()
                      + " in PostgreSQL "
                      + target.major()
                      + ", not "
                      + was.context().activation())
              .withSeverity(Severity.INFO)
              .at(place));
    }
  }

  private static String shown(SettingDefinition definition, ValueReading.Accepted value) {
    return value.setting() + definition.unit().map(u -> " " + u.word()).orElse("");
  }

  /** Defaults that differ, of settings that no file names. */
  private void defaults() {
    for (SettingDefinition is : target.all()) {
      Optional<SettingDefinition> was = old.find(is.name());
      boolean ordinary = is.context() != SettingContext.INTERNAL && !is.isDisallowedInFile();
      if (was.isEmpty() || !ordinary || file.effective(is.name()).isPresent()) {
        continue;
      }
      String before = was.get().defaultValue().orElse("");
      String after = is.defaultValue().orElse("");
      if (!Objects.equals(before, after) || !was.get().unit().equals(is.unit())) {
        findings.add(
            Finding.of(
                    PgConfCode.CHANGED,
                    "the default of '"
                        + is.name()
                        + "' is '"
                        + after
                        + "' in PostgreSQL "
                        + target.major()
                        + "; it was '"
                        + before
                        + "' in "
                        + old.major())
                .withHint("set it if the former behaviour is wanted")
                .withSeverity(Severity.INFO)
                .at(SourceLocation.wholeOf(file.files().top())));
      }
    }
  }

  private void changed(String message, String hint, SourceLocation place) {
    findings.add(Finding.of(PgConfCode.CHANGED, message).withHint(hint).at(place));
  }

  /** Which versions know a name that this one does not. */
  static String whereKnown(String name, int major) {
    SortedSet<Integer> majors = SettingCatalog.majorsOf(name);
    if (majors.isEmpty()) {
      return "no version from "
          + SettingCatalog.OLDEST
          + " to "
          + SettingCatalog.NEWEST
          + " knows this name; correct or remove the line";
    }
    Optional<String> replacement = SettingCatalog.replacementOf(name);
    String instead = replacement.map(r -> "; use " + r + " instead").orElse("; remove the line");
    return majors.last() < major
        ? "it was removed in PostgreSQL " + (majors.last() + 1) + instead
        : "it is new in PostgreSQL " + majors.first() + "; remove the line";
  }
}
