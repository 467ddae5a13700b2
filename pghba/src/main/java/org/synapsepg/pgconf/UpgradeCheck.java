package org.synapsepg.pgconf;

import java.util.Optional;
import java.util.SortedSet;

/** What a file means to another major version. */
final class UpgradeCheck {
  private UpgradeCheck() {}

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
