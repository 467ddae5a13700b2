package org.synapsepg.config.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Compares with PyYAML: values, refusals, and where the problem is. The recorded answers are made
 * by {@code src/test/python/pyyaml_corpus.py}; the header tells which lines of PyYAML they reached.
 */
class PyYamlDifferentialTest {
  private static final String RECORDED = "pyyaml-6.0.3-seed-1.txt.gz";
  private static final Pattern COVERAGE =
      Pattern.compile("\"(\\w+)\": \\{\"lines\": (\\d+), \"reached\": (\\d+)");

  private record Difference(String document, String python, String ours) {}

  private record Comparison(
      String header, int documents, int refused, List<Difference> differences) {}

  @Test
  void readsWhatPyYamlReads() throws IOException {
    try (InputStream in = PyYamlDifferentialTest.class.getResourceAsStream(RECORDED)) {
      Comparison comparison = compare(new GZIPInputStream(in));
      report(comparison);
      assertThat(comparison.documents).isGreaterThanOrEqualTo(5000);
      assertThat(comparison.refused).isBetween(1000, 5000);
      requireCoverage(comparison.header);
      assertThat(comparison.differences).isEmpty();
    }
  }

  /** The same with new documents, answered by the PyYAML of this machine. */
  @Test
  @Tag("long")
  void readsWhatPyYamlReadsFromAnotherSeed() throws IOException, InterruptedException {
    String python = System.getProperty("synapsepg.python", "python3");
    Path script = Path.of("src/test/python/pyyaml_corpus.py");
    String seed = System.getProperty("synapsepg.pyyaml.seed", "20260");
    String count = System.getProperty("synapsepg.pyyaml.documents", "200000");
    Process probe = new ProcessBuilder(python, "-c", "import yaml").start();
    boolean installed = probe.waitFor() == 0;
    if (!"true".equals(System.getenv("CI"))) {
      Assumptions.assumeTrue(installed, "PyYAML is not installed; pip install pyyaml==6.0.3");
    }
    assertThat(installed).as("PyYAML for " + python).isTrue();
    Process answers =
        new ProcessBuilder(python, script.toString(), "--seed", seed, "--count", count)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Comparison comparison = compare(answers.getInputStream());
    assertThat(answers.waitFor()).isZero();
    report(comparison);
    assertThat(comparison.documents).isEqualTo(Integer.parseInt(count));
    assertThat(comparison.differences).isEmpty();
  }

  private static void requireCoverage(String header) {
    Matcher m = COVERAGE.matcher(header);
    int modules = 0;
    while (m.find()) {
      modules++;
      int lines = Integer.parseInt(m.group(2));
      int reached = Integer.parseInt(m.group(3));
      boolean construction = m.group(1).equals("constructor") || m.group(1).equals("resolver");
      assertThat(100.0 * reached / lines)
          .as("share of the lines of PyYAML's " + m.group(1) + " that the documents reached")
          .isGreaterThanOrEqualTo(construction ? 75 : 99);
    }
    assertThat(modules).isEqualTo(6);
  }

  private static Comparison compare(InputStream answers) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8));
    String header = reader.readLine();
    List<Difference> differences = new ArrayList<>();
    int[] counts = new int[2];
    reader
        .lines()
        .forEach(
            line -> {
              int tab = line.lastIndexOf('\t');
              String document = CanonicalForm.fromJson(line.substring(0, tab));
              String python = line.substring(tab + 1);
              counts[0]++;
              if (python.startsWith("!")) {
                counts[1]++;
              }
              String ours = CanonicalForm.answer(document);
              // Where Python fails outside its YAML errors, it tells no place.
              boolean same = python.equals("!") ? ours.startsWith("!") : python.equals(ours);
              if (!same && differences.size() < 40) {
                differences.add(new Difference(line.substring(0, tab), python, ours));
              }
            });
    if (header == null) {
      throw new UncheckedIOException(new IOException("no answers"));
    }
    return new Comparison(header, counts[0], counts[1], differences);
  }

  private static void report(Comparison comparison) {
    System.Logger log = System.getLogger(PyYamlDifferentialTest.class.getName());
    log.log(
        System.Logger.Level.INFO,
        "compared {0} documents, {1} refused; {2}",
        comparison.documents,
        comparison.refused,
        comparison.header);
  }
}
