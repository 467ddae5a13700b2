package org.synapsepg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Java samples of all pages are parts of programs that are compiled and run. Those of pg-hba.md
 * have names instead of paths; the module's own {@code HbaPageTest} looks after them.
 */
class SamplesTest {
  @Test
  void standInAProgram() throws IOException {
    for (Path page : pages()) {
      String text = Files.readString(page);
      assertThat(count(text, "(?m)^```java$"))
          .as("Java samples of " + page + " that name their program")
          .isEqualTo(count(text, "(?m)^<!-- sample: .* -->\n```java$"));
      Matcher sample =
          Pattern.compile("<!-- sample: (\\S+/\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL)
              .matcher(text);
      while (sample.find()) {
        String program = Files.readString(Path.of("..", sample.group(1)));
        assertThat(withoutLayout(program))
            .as(page + ", " + sample.group(1))
            .contains(withoutLayout(sample.group(2)));
      }
    }
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("..", "README.md")));
    try (Stream<Path> docs = Files.walk(Path.of("..", "docs"))) {
      docs.filter(f -> f.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /** A page breaks lines and explains at their ends; a program is formatted as all programs are. */
  private static String withoutLayout(String text) {
    return text.replaceAll("(?m)\\s//\\s.*$", "").replaceAll("\\s+", "");
  }
}
