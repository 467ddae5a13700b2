package org.synapsepg.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Java samples of the pages for users are parts of programs that are compiled and run. */
class SamplesTest {
  private static final List<String> PAGES =
      List.of("README.md", "docs/guide.md", "docs/embedding.md");

  @Test
  void standInAProgram() throws IOException {
    for (String page : PAGES) {
      String text = Files.readString(Path.of("..", page));
      assertThat(count(text, "(?m)^```java$"))
          .as("Java samples of " + page + " that name their program")
          .isEqualTo(count(text, "(?m)^<!-- sample: .* -->\n```java$"));
      Matcher sample =
          Pattern.compile("<!-- sample: (\\S+) -->\n```java\n(.*?)```", Pattern.DOTALL)
              .matcher(text);
      while (sample.find()) {
        String program = Files.readString(Path.of("..", sample.group(1)));
        assertThat(withoutIndentation(program))
            .as(page + ", " + sample.group(1))
            .contains(withoutIndentation(sample.group(2)));
      }
    }
  }

  private static long count(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().count();
  }

  private static String withoutIndentation(String text) {
    return text.replaceAll("(?m)^ +", "");
  }
}
