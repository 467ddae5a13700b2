package org.synapsepg.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Folders outside the project that tests read: databases made by real Synapse servers, verdicts of
 * real PostgreSQL servers. A missing folder fails the test where {@code CI=true} and skips it with
 * a message elsewhere.
 */
public final class OutsideData {
  private OutsideData() {}

  /** The folder of cases: the system property {@code synapsepg.cases}. */
  public static Path cases() {
    return folder("synapsepg.cases", "../shared/cases");
  }

  /** The folder of fixtures: the system property {@code synapsepg.fixtures}. */
  public static Path fixtures() {
    return folder("synapsepg.fixtures", "../shared/fixtures");
  }

  /** The fixture folders {@code synapse-<version>}, oldest release first; never empty. */
  public static List<Path> fixtureVersions() {
    try (Stream<Path> folders = Files.list(fixtures())) {
      List<Path> found =
          folders
              .filter(p -> String.valueOf(p.getFileName()).startsWith("synapse-"))
              .sorted(Comparator.comparing(OutsideData::release))
              .toList();
      if (found.isEmpty()) {
        missing("no folder synapse-<version> in " + fixtures());
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModuleDescriptor.Version release(Path folder) {
    String name = String.valueOf(folder.getFileName());
    return ModuleDescriptor.Version.parse(name.substring("synapse-".length()));
  }

  private static Path folder(String property, String otherwise) {
    Path folder = Path.of(System.getProperty(property, otherwise));
    if (!Files.isDirectory(folder)) {
      missing(folder + " (system property " + property + ") is no folder");
    }
    return folder;
  }

  private static void missing(String what) {
    String message = "SKIPPED, outside data is missing: " + what;
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(message);
    }
    Assumptions.abort(message);
  }
}
