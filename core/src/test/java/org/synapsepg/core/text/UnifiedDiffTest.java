package org.synapsepg.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.synapsepg.testing.Seed;

class UnifiedDiffTest {
  @Test
  void equalTextsHaveNone() {
    assertThat(UnifiedDiff.between("f", "a\n", "f", "a\n")).isEmpty();
  }

  @Test
  void showsOneInsertedLineWithItsNeighbours() {
    assertThat(UnifiedDiff.between("f", "1\n2\n3\n4\n5\n", "f", "1\n2\n3\n4\nnew\n5\n"))
        .isEqualTo("--- f\n+++ f\n@@ -2,4 +2,5 @@\n 2\n 3\n 4\n+new\n 5\n");
  }

  @Test
  void showsAMissingLineEndAndAChangedOne() {
    assertThat(UnifiedDiff.between("f", "a\r\nb", "f", "a\nb\n"))
        .isEqualTo(
            "--- f\n+++ f\n@@ -1,2 +1,2 @@\n-a\r\n-b\n\\ No newline at end of file\n+a\n+b\n");
  }

  @Test
  void showsAnEmptyTextAsLineZero() {
    assertThat(UnifiedDiff.between("f", "", "f", "a\n"))
        .isEqualTo("--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n");
  }

  @Test
  void appliedToTheFirstTextGivesTheSecond() {
    long seed = Seed.of(UnifiedDiffTest.class);
    Random random = new Random(seed);
    for (int i = 0; i < 3000; i++) {
      String before = text(random);
      String after = text(random);
      String diff = UnifiedDiff.between("f", before, "f", after);
      assertThat(apply(before, diff)).as("seed %d, pair %d:%n%s", seed, i, diff).isEqualTo(after);
    }
  }

  @Test
  void textsThatDifferEverywhereBecomeOneHunk() {
    String before =
        IntStream.range(0, 100_000).mapToObj(n -> "a" + n + "\n").collect(Collectors.joining());
    String after =
        IntStream.range(0, 100_000).mapToObj(n -> "b" + n + "\n").collect(Collectors.joining());
    String diff = UnifiedDiff.between("f", before, "f", after);
    assertThat(diff).startsWith("--- f\n+++ f\n@@ -1,100000 +1,100000 @@\n-a0\n");
    assertThat(apply(before, diff)).isEqualTo(after);
  }

  private static String text(Random random) {
    int lines = random.nextInt(30);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append((char) ('a' + random.nextInt(4))).append('\n');
    }
    if (random.nextInt(4) == 0 && text.length() > 0) {
      text.setLength(text.length() - 1);
    }
    return text.toString();
  }

  /** What patch does, strict about line numbers, counts and context. */
  private static String apply(String before, String diff) {
    List<String> lines = split(before);
    StringBuilder result = new StringBuilder();
    int here = 0;
    List<String> script = split(diff);
    for (int i = 0; i < script.size(); i++) {
      String line = script.get(i);
      if (i < 2) {
        continue;
      }
      boolean unended = i + 1 < script.size() && script.get(i + 1).startsWith("\\");
      String body = unended ? line.substring(1, line.length() - 1) : line.substring(1);
      switch (line.charAt(0)) {
        case '@' -> {
          String range = line.substring(4, line.indexOf(" +"));
          int comma = range.indexOf(',');
          int start = Integer.parseInt(comma < 0 ? range : range.substring(0, comma));
          int from = comma >= 0 && range.endsWith(",0") ? start : start - 1;
          while (here < from) {
            result.append(lines.get(here++));
          }
        }
        case ' ' -> {
          assertThat(lines.get(here++)).isEqualTo(body);
          result.append(body);
        }
        case '-' -> assertThat(lines.get(here++)).isEqualTo(body);
        case '+' -> result.append(body);
        default -> assertThat(line).isEqualTo("\\ No newline at end of file\n");
      }
    }
    while (here < lines.size()) {
      result.append(lines.get(here++));
    }
    return result.toString();
  }

  private static List<String> split(String text) {
    List<String> lines = new ArrayList<>();
    for (String line : text.split("(?<=\n)", -1)) {
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }
}
