package org.synapsepg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/** Messages that were recorded, each under a line {@code == Kind | what}. */
final class Recording {
  private static final Pattern HEAD = Pattern.compile("(?m)^== (\\w+) \\| (.+)\n");

  private Recording() {}

  /** A resource of this package. */
  static String resource(String name) throws IOException {
    try (var in = Recording.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A test for each message: that it is understood as the kind it is recorded under. */
  static List<DynamicTest> tests(String resource) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    String text = resource(resource);
    Matcher head = HEAD.matcher(text);
    while (head.find()) {
      int end = text.indexOf("\n== ", head.end());
      String message = text.substring(head.end(), end < 0 ? text.length() : end).strip();
      String kind = head.group(1);
      tests.add(
          DynamicTest.dynamicTest(
              head.group(2), () -> assertThat(kind(message)).as(message).isEqualTo(kind)));
    }
    return tests;
  }

  /** The lines under which messages stand in a text. */
  static List<String> heads(String text) {
    return HEAD.matcher(text).results().map(r -> r.group(1) + r.group(2)).toList();
  }

  static String kind(String message) {
    return PgErrors.explain(message).getClass().getSimpleName();
  }

  /**
   * The Python of every Synapse that is installed in the folders of SYNAPSE_VENVS, by release.
   * Without any the test is skipped, and fails where CI=true.
   */
  static Map<String, String> pythons() throws IOException {
    Map<String, String> pythons = new TreeMap<>();
    String folders = System.getenv("SYNAPSE_VENVS");
    if (folders != null) {
      for (String each : folders.split(":", -1)) {
        try (Stream<Path> releases = Files.list(Path.of(each))) {
          releases
              .filter(r -> Files.isExecutable(r.resolve("bin/python")))
              .forEach(
                  r ->
                      pythons.put(
                          String.valueOf(r.getFileName()), r.resolve("bin/python").toString()));
        }
      }
    }
    if (pythons.isEmpty()) {
      assertThat(System.getenv("CI")).as("SYNAPSE_VENVS has no Synapse").isNotEqualTo("true");
      Assumptions.abort("SKIPPED: needs SYNAPSE_VENVS");
    }
    return pythons;
  }
}
