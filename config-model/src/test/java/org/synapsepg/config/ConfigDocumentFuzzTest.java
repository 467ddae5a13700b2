package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synapsepg.config.internal.yaml.Composer;
import org.synapsepg.config.internal.yaml.Node;
import org.synapsepg.config.internal.yaml.YamlText;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Secret;
import org.synapsepg.testing.Seed;

/**
 * Random files and mutated ones: reading gives the same bytes back, and an edit changes no byte
 * outside the lines of the section. The seed of a failure is in its message.
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
  private static final String BREAKS = "\n\r\u0085\u2028\u2029";

  private int edited;
  private int refused;
  private int unreadable;

  @Test
  void losesNoByteOutsideTheEdit() {
    run(Seed.of(ConfigDocumentFuzzTest.class), 100_000);
  }

  /** The files of a seed and the next ones: three runs of a million are one of three million. */
  @Test
  @Tag("long")
  void losesNoByteOutsideTheEditInMillionsOfFiles() {
    run(
        Seed.of(ConfigDocumentFuzzTest.class),
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

  private static Consumer<ConfigEditor> edit(int kind, String label) {
    Consumer<ConfigEditor> verbs =
        switch (kind) {
          case 0, 1 -> e -> e.setDatabase(TARGET);
          case 2 -> e -> e.setParameter("host", "new host");
          case 3 -> e -> e.removeParameter("user");
          case 4 -> ConfigEditor::commentOutDatabase;
          case 5 -> e -> e.setParameter("keepalives", 1).setParameter("sslmode", "require");
          default -> e -> e.setTopLevel("report_stats", true);
        };
    return label.isEmpty() ? verbs : e -> verbs.accept(e.forDatabase(label));
  }

  private static int kind(long seed) {
    return (int) Math.floorMod(Math.floorDiv(seed, 2), 7L);
  }

  private @Nullable ConfigDocument edited(RandomYaml.Parts parts, int kind) {
    ConfigDocument document;
    try {
      document = ConfigDocument.parse("x", parts.text());
    } catch (FindingsException e) {
      unreadable++;
      return null;
    }
    requireSameBytes(document, parts.text());
    try {
      ConfigDocument after = document.edit(edit(kind, parts.label()));
      edited++;
      return after;
    } catch (FindingsException e) {
      assertThat(e.code()).isEqualTo(LintCode.EDIT_IMPOSSIBLE);
      refused++;
      return null;
    }
  }

  private void structured(long seed) {
    RandomYaml.Parts parts = new RandomYaml(seed).parts();
    ConfigDocument after = edited(parts, kind(seed));
    if (after == null) {
      return;
    }
    if (kind(seed) == 6 || parts.section().isEmpty()) {
      assertOnlyLinesAdded(parts.text(), after.text());
    } else {
      require(after.text().startsWith(parts.before()), parts.text(), after.text());
      // A section at the very end takes no line break with it.
      require(after.text().endsWith(parts.after()), parts.text(), after.text());
    }
    assertCommentsKept(parts, after.text(), kind(seed));
  }

  private static void require(boolean kept, String before, String after) {
    if (!kept) {
      throw new AssertionError("bytes outside the edit differ:\n" + before + "\n----\n" + after);
    }
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
    require(after.endsWith(before.substring(from)), before, after);
  }

  private static void assertCommentsKept(RandomYaml.Parts parts, String after, int kind) {
    boolean other = !parts.label().isEmpty() || !parts.section().contains("psycopg2");
    if ((kind < 2 && other) || parts.section().isEmpty()) {
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
      require(after.contains(comment), parts.text(), after);
    }
  }

  private void mutated(long seed) {
    RandomYaml.Parts parts = new RandomYaml(seed).mutated();
    ConfigDocument after = edited(parts, kind(seed));
    if (after == null) {
      return;
    }
    String before = parts.text();
    // That nothing else changed its meaning is proven inside edit; here it is about the bytes.
    ConfigDocument again = ConfigDocument.parse("x", after.text());
    require(again.text().equals(after.text()), before, after.text());
    int[] range = databaseLines(before);
    if (kind(seed) == 6 || range[0] > range[1]) {
      assertOnlyLinesAdded(before, after.text());
    } else {
      require(after.text().startsWith(before.substring(0, range[0])), before, after.text());
      require(after.text().endsWith(before.substring(range[1])), before, after.text());
    }
  }

  /** From the first line that belongs to a database section to behind the last one. */
  private static int[] databaseLines(String source) {
    int[] range = {Integer.MAX_VALUE, -1};
    YamlText text = YamlText.of(source);
    if (!(Composer.compose(text) instanceof Node.Mapping root)) {
      return range;
    }
    for (Node.Pair pair : root.pairs()) {
      if (pair.key().node() instanceof Node.Scalar key && key.value().matches("databases?")) {
        int from = text.charIndex(pair.key().start());
        String indent = source.substring(lineStart(source, from), from);
        range[0] = Math.min(range[0], indent.isBlank() ? from - indent.length() : from);
        int end = text.charIndex(Math.max(pair.key().end(), pair.value().end()));
        range[1] = Math.max(range[1], afterLine(source, end));
      }
    }
    return range;
  }

  private static int lineStart(String source, int offset) {
    int start = offset;
    while (start > 0 && BREAKS.indexOf(source.charAt(start - 1)) < 0) {
      start--;
    }
    return start;
  }

  private static int afterLine(String source, int offset) {
    int end = offset;
    while (end < source.length() && BREAKS.indexOf(source.charAt(end)) < 0) {
      end++;
    }
    return Math.min(source.length(), source.startsWith("\r\n", end) ? end + 2 : end + 1);
  }
}
