package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Secret;

/**
 * Random files and mutated ones: reading gives the same bytes back, and an edit changes nothing
 * outside the section. The seed of a failure is in its message.
 */
class ConfigDocumentFuzzTest {
  private static final DatabaseEngine.Postgres TARGET =
      DatabaseEngine.Postgres.builder()
          .user("u")
          .password(Secret.of("p#: é"))
          .dbname("d")
          .host("h")
          .port(5432)
          .build();

  private int edited;
  private int refused;
  private int unreadable;

  @Test
  void losesNoByteOutsideTheEdit() {
    run(Long.getLong("synapsepg.fuzz.seed", 4), 100_000);
  }

  @Test
  @Tag("long")
  void losesNoByteOutsideTheEditInAMillionFiles() {
    run(
        Long.getLong("synapsepg.fuzz.seed", 4_000_000),
        Integer.getInteger("synapsepg.fuzz.files", 3_000_000));
  }

  private void run(long seed, int files) {
    for (int i = 0; i < files; i++) {
      try {
        if (i % 2 == 0) {
          structured(seed + i);
        } else {
          mutated(seed + i);
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + (seed + i) + ": " + e.getMessage(), e);
      }
    }
    System.getLogger(ConfigDocumentFuzzTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} files from seed {1}: {2} edited, {3} edits refused, {4} no YAML",
            files,
            seed,
            edited,
            refused,
            unreadable);
    assertThat(edited).isGreaterThan(files / 5 * 2);
    assertThat(refused).isLessThan(files / 4);
  }

  private static Consumer<ConfigEditor> edit(long seed) {
    return switch ((int) (seed % 7)) {
      case 0, 1 -> e -> e.setDatabase(TARGET);
      case 2 -> e -> e.setParameter("host", "new host");
      case 3 -> e -> e.removeParameter("user");
      case 4 -> ConfigEditor::commentOutDatabase;
      case 5 -> e -> e.setParameter("keepalives", 1).setParameter("sslmode", "require");
      default -> e -> e.setTopLevel("report_stats", true);
    };
  }

  private void structured(long seed) {
    RandomYaml.Parts parts = new RandomYaml(seed).parts();
    ConfigDocument document;
    try {
      document = ConfigDocument.parse("x", parts.text());
    } catch (FindingsException e) {
      unreadable++;
      return;
    }
    requireSameBytes(document, parts.text());
    ConfigDocument after;
    try {
      after = document.edit(edit(seed / 2));
    } catch (FindingsException e) {
      assertThat(e.code()).isEqualTo(LintCode.EDIT_IMPOSSIBLE);
      refused++;
      return;
    }
    edited++;
    boolean elsewhere = (seed / 2) % 7 == 6 || parts.section().isEmpty();
    if (elsewhere) {
      assertOnlyLinesAdded(parts.text(), after.text());
    } else {
      assertThat(after.text()).startsWith(parts.before());
      // A section at the very end takes no line break with it.
      assertThat(after.text()).endsWith(parts.after());
    }
    assertCommentsKept(parts, after.text(), seed);
  }

  private static void requireSameBytes(ConfigDocument document, String text) {
    if (!Arrays.equals(document.bytes(), text.getBytes(StandardCharsets.UTF_8))) {
      throw new AssertionError("the bytes of the unedited file differ");
    }
  }

  private static void assertOnlyLinesAdded(String before, String after) {
    int from = 0;
    int most = Math.min(before.length(), after.length());
    while (from < most && before.charAt(from) == after.charAt(from)) {
      from++;
    }
    assertThat(after).endsWith(before.substring(from));
  }

  private static void assertCommentsKept(RandomYaml.Parts parts, String after, long seed) {
    if ((seed / 2) % 7 < 2 || parts.section().isEmpty()) {
      return; // setDatabase may replace the arguments of SQLite with the comments among them
    }
    List<String> comments = new ArrayList<>();
    parts
        .section()
        .lines()
        .map(String::strip)
        .filter(l -> l.startsWith("#"))
        .forEach(comments::add);
    for (String comment : comments) {
      assertThat(after).contains(comment);
    }
  }

  private void mutated(long seed) {
    String text = new RandomYaml(seed).mutated();
    ConfigDocument document;
    try {
      document = ConfigDocument.parse("x", text);
    } catch (FindingsException e) {
      unreadable++;
      return;
    }
    requireSameBytes(document, text);
    try {
      // That nothing else changed its meaning is proven inside edit; here it must not crash.
      ConfigDocument after = document.edit(edit(seed / 2));
      ConfigDocument again = ConfigDocument.parse("x", after.text());
      assertThat(again.text()).isEqualTo(after.text());
      edited++;
    } catch (FindingsException e) {
      assertThat(e.code()).isEqualTo(LintCode.EDIT_IMPOSSIBLE);
      refused++;
    }
  }
}
