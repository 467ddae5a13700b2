package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.config.internal.libpq.Conninfo;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.testing.Seed;

/**
 * Connection strings and URIs, random and damaged, read by us and by every libpq that the psycopg2
 * of a Synapse virtualenv brings; and what we write, read by libpq. See {@link SynapseVenvs}.
 */
@Tag("synapse")
class LibpqDifferentialTest {
  private static final int READ = 20_000;
  private static final int WRITTEN = 5_000;
  private static final String[] PIECES = {
    "host",
    "user",
    "password",
    "dbname",
    "port",
    "sslmode",
    "hostaddr",
    "options",
    "=",
    "=",
    "=",
    " ",
    " ",
    "'",
    "'",
    "\\",
    "\\'",
    "a",
    "b c",
    "/",
    "?",
    "&",
    "#",
    "%",
    "%41",
    "%00",
    "%zz",
    "%2F",
    ":",
    "@",
    "[",
    "]",
    "::1",
    "[::1]",
    ",",
    "é",
    "\uD83D\uDE00",
    "\t",
    "\n",
    "+",
    ";",
    "5432",
    "''",
    "localhost",
    "connect_timeout",
    "nothing",
    "application_name",
    "ssl",
    "require",
    "true",
    "_"
  };

  @TempDir private Path folder = Path.of("");

  @TestFactory
  List<DynamicTest> agreesWithLibpq() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Map.Entry<String, Path> venv : SynapseVenvs.pythons().entrySet()) {
      String libpq = libpq(venv.getValue());
      if (!libpq.isEmpty() && seen.add(libpq)) {
        tests.add(
            DynamicTest.dynamicTest(
                venv.getKey() + ", libpq " + libpq, () -> compare(venv.getValue())));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests;
  }

  /** Empty where the virtualenv has no psycopg2. */
  private String libpq(Path python) throws IOException {
    try {
      return SynapseVenvs.run(python, folder, Path.of("/dev/null"), "libpq_answers.py").get(0);
    } catch (AssertionError e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private void compare(Path python) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(Seed.of(LibpqDifferentialTest.class));
    List<String> questions = new ArrayList<>();
    List<Map<String, String>> meant = new ArrayList<>();
    for (int i = 0; i < READ; i++) {
      questions.add(i % 2 == 0 ? pairs(random) : uri(random));
    }
    int major = Integer.parseInt(libpq(python)) / 10_000;
    List<Keyword> keywords = Keyword.all().stream().filter(k -> k.isKnownTo(major)).toList();
    for (int i = 0; i < WRITTEN; i++) {
      Map<String, String> values = values(random, keywords);
      meant.add(values);
      questions.add(i % 2 == 0 ? Conninfo.toPairs(values) : Conninfo.toUri(values));
    }
    Path input =
        Files.write(
            folder.resolve("questions"),
            questions.stream().map(q -> Json.createValue(q).toString()).toList());
    List<String> answers = SynapseVenvs.run(python, folder, input, "libpq_answers.py");
    assertThat(answers).hasSize(questions.size() + 1);
    int refused = 0;
    for (int i = 0; i < questions.size(); i++) {
      if (answers.get(i + 1).startsWith("\"")) {
        continue; // a value of bytes that are no UTF-8, which only C programs can give
      }
      Map<String, String> theirs = answer(answers.get(i + 1));
      assertThat(ours(questions.get(i), major)).as(questions.get(i)).isEqualTo(theirs);
      refused += theirs.isEmpty() ? 1 : 0;
      if (i >= READ) {
        assertThat(theirs).as(questions.get(i)).isEqualTo(meant.get(i - READ));
      }
    }
    assertThat(refused).as("refused or without any value").isBetween(READ / 10, READ * 9 / 10);
  }

  private static Map<String, String> ours(String text, int major) {
    try {
      return Conninfo.parse(text, major);
    } catch (Conninfo.Refused e) {
      return Map.of();
    }
  }

  private static Map<String, String> answer(String json) {
    if (json.equals("null")) {
      return Map.of();
    }
    Map<String, String> values = new LinkedHashMap<>();
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      reader
          .readObject()
          .forEach((key, value) -> values.put(key, ((JsonString) value).getString()));
    }
    return values;
  }

  private static String text(SplittableRandom random, int most) {
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(most); n > 0; n--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static String pairs(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return text(random, 12);
    }
    StringBuilder text = new StringBuilder();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      String quote = random.nextInt(3) == 0 ? "'" : "";
      text.append(PIECES[random.nextInt(8)]).append(random.nextBoolean() ? "=" : " = ");
      text.append(quote).append(text(random, 3)).append(quote).append(' ');
    }
    return text.toString();
  }

  private static String uri(SplittableRandom random) {
    String scheme = random.nextBoolean() ? "postgresql://" : "postgres://";
    if (random.nextInt(3) == 0) {
      return scheme + text(random, 10);
    }
    return scheme
        + (random.nextBoolean() ? text(random, 3) + ":" + text(random, 3) + "@" : "")
        + (random.nextBoolean() ? "localhost:5432,[::1]" : text(random, 3))
        + (random.nextBoolean() ? "/" + text(random, 3) : "")
        + (random.nextBoolean() ? "?" + PIECES[random.nextInt(8)] + "=" + text(random, 3) : "")
        + (random.nextInt(4) == 0 ? "&ssl=true" : "");
  }

  private static Map<String, String> values(SplittableRandom random, List<Keyword> keywords) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      String value = text(random, 4);
      // libpq's parser takes a database name that is itself a connection string apart elsewhere.
      values.put(
          keywords.get(random.nextInt(keywords.size())).name(), value.isEmpty() ? "x" : value);
    }
    return values;
  }
}
