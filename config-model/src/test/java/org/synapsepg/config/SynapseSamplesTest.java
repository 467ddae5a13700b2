package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.Finding;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Severity;

/**
 * The samples in Synapse's own documentation: sample files, and the blocks of YAML in its pages.
 * The system property {@code synapsepg.samples} names a folder with the documentation of as many
 * releases as one likes.
 */
@Tag("long")
class SynapseSamplesTest {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^([ \\t]*)```ya?ml[^\\n]*\\n(.*?)^[ \\t]*```");
  private static final Pattern SECTION = Pattern.compile("(?m)^database(s|_path)?:");
  private static final DatabaseEngine.Postgres TARGET =
      DatabaseEngine.Postgres.builder().user("u").dbname("d").host("h").build();

  private final TreeMap<String, Integer> found = new TreeMap<>();
  private int readable;
  private int unreadable;
  private int databases;
  private int edited;

  @Test
  void areReadWithoutFalseAlarmAndSurviveEdits() throws IOException {
    String folder = System.getProperty("synapsepg.samples", "");
    Assumptions.assumeFalse(folder.isEmpty(), "SKIPPED: -Dsynapsepg.samples= names no folder");
    Set<String> samples = new TreeSet<>();
    int files = 0;
    try (Stream<Path> all = Files.walk(Path.of(folder))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        files++;
        if (file.toString().endsWith(".yaml")) {
          samples.add(text);
          // A whole file, not a part of one.
          assertThat(SynapseConfig.parse(file.toString(), text).sources()).isEmpty();
        } else {
          samples.addAll(blocks(text));
        }
      }
    }
    samples.forEach(this::check);
    System.getLogger(SynapseSamplesTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0} files: {1} different samples read, {2} no YAML; {3} with a database, findings"
                + " {4}; {5} edits",
            files,
            readable,
            unreadable,
            databases,
            found,
            edited);
    assertThat(databases).isPositive();
    assertThat(found).isEmpty();
  }

  private static List<String> blocks(String page) {
    List<String> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      String indent = block.group(1);
      blocks.add(
          block
              .group(2)
              .lines()
              .map(l -> l.startsWith(indent) ? l.substring(indent.length()) : l)
              .reduce("", (a, b) -> a + b + "\n"));
    }
    return blocks;
  }

  private void check(String sample) {
    ConfigDocument document;
    try {
      document = ConfigDocument.parse("sample", sample);
    } catch (FindingsException e) {
      unreadable++;
      return;
    }
    readable++;
    assertThat(document.text()).isEqualTo(sample);
    edit(document, e -> e.setTopLevel("x_new", true));
    if (!SECTION.matcher(sample).find()) {
      return;
    }
    databases++;
    if (!sample.contains("# ... as above")) { // a part of a section, which has no name
      ConfigLinter.builder().build().lint(document.config()).stream()
          .filter(f -> f.severity() != Severity.INFO)
          .map(Finding::render)
          .forEach(f -> found.merge(f, 1, Integer::sum));
    }
    if (document.config().find("database").isPresent()) {
      edit(document, e -> e.setDatabase(TARGET));
      edit(document, ConfigEditor::commentOutDatabase);
    }
    document
        .config()
        .find("databases")
        .ifPresent(
            all ->
                all.entries()
                    .forEach(
                        entry ->
                            edit(document, e -> e.forDatabase(entry.key()).setDatabase(TARGET))));
  }

  private void edit(ConfigDocument before, Consumer<ConfigEditor> edits) {
    ConfigDocument after;
    try {
      after = before.edit(edits);
    } catch (FindingsException e) {
      found.merge(e.getMessage(), 1, Integer::sum);
      return;
    }
    edited++;
    List<String> kept = before.text().lines().toList();
    Matcher section = SECTION.matcher(before.text());
    int first = kept.size();
    if (section.find()) {
      first = (int) before.text().substring(0, section.start()).lines().count();
    }
    int last = first;
    while (last < kept.size() && (last == first || kept.get(last).matches("([ #].*)?"))) {
      last++;
    }
    List<String> now = after.text().lines().toList();
    for (List<String> part : List.of(kept.subList(0, first), kept.subList(last, kept.size()))) {
      if (!part.isEmpty()) {
        assertThat(now).containsSubsequence(part);
      }
    }
  }
}
