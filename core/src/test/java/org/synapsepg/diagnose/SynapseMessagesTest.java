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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;

/**
 * What Synapse's storage code says about a database at start, from release 1.29 on. The recording
 * has the first lines of each text; {@link #isWhatSynapseSays} causes them again with the releases
 * that are installed.
 */
@ExtendWith(PostgresExtension.class)
class SynapseMessagesTest {
  private static final String RECORDING = "synapse-messages.txt";

  /** How each complaint must be understood, with its parts. */
  private static final Map<String, Function<String, PgProblem>> MEANINGS =
      Map.of(
          "old server", m -> new PgProblem.ServerTooOld(m, required(m)),
          "encoding", m -> new PgProblem.WrongEncoding(m, "LATIN1"),
          "locale at start", m -> new PgProblem.WrongLocale(m, "collation", "C.UTF-8"),
          "locale of a new database", m -> new PgProblem.WrongLocale(m, "collation", "C.UTF-8"),
          "sequence behind its table",
              m -> new PgProblem.SequenceInconsistent(m, "things_seq", "things", null),
          "sequence behind its stream",
              m -> new PgProblem.SequenceInconsistent(m, "things_seq", null, "things"),
          "worker on an empty database", PgProblem.SchemaTooOld::new,
          "worker on an old schema", PgProblem.SchemaTooOld::new,
          "worker before the deltas", PgProblem.SchemaTooOld::new,
          "schema of a newer release", PgProblem.SchemaTooNew::new);

  private static String required(String message) {
    return message.replaceAll("(?s).*PostgreSQL ([0-9.]+).*", "$1");
  }

  @TestFactory
  Stream<DynamicTest> understandsTheRecording() throws IOException {
    List<DynamicTest> tests = Recording.tests(RECORDING);
    assertThat(tests).hasSizeGreaterThanOrEqualTo(20);
    return tests.stream();
  }

  @TestFactory
  @Tag("synapse")
  Stream<DynamicTest> isWhatSynapseSays(PostgresServers servers) throws IOException {
    Map<String, String> recorded = new TreeMap<>();
    List<DynamicTest> tests = new ArrayList<>();
    Recording.pythons()
        .forEach(
            (release, python) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        release, () -> hear(servers.newest(), release, python, recorded))));
    String record = System.getProperty("synapsepg.record");
    if (record != null) {
      tests.add(DynamicTest.dynamicTest("recorded", () -> write(Path.of(record), recorded)));
    }
    return tests.stream();
  }

  private static void hear(
      PostgresServer server, String release, String python, Map<String, String> recorded)
      throws IOException, InterruptedException {
    String id = "complain_" + release.replaceAll("\\W", "_");
    List<String> databases = List.of(id + "_latin", id + "_utf8", id + "_scratch");
    List<String> command =
        new ArrayList<>(List.of(python, "-c", Recording.resource("synapse-complain.py")));
    databases.forEach(
        d -> command.add("host=127.0.0.1 user=postgres port=" + server.port() + " dbname=" + d));
    server.execute(
        "postgres",
        "CREATE DATABASE " + databases.get(0) + " TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'",
        "CREATE DATABASE "
            + databases.get(1)
            + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'",
        "CREATE DATABASE " + databases.get(2) + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      List<String> seen = new ArrayList<>();
      for (String part : output.substring(output.indexOf("== ")).split("(?m)^== ", -1)) {
        if (!part.isEmpty()) {
          String what = part.lines().findFirst().orElseThrow();
          String message = part.substring(what.length()).strip();
          // The whole, and the exception without the warnings before it.
          String alone = message.substring(Math.max(0, message.indexOf("synapse.storage.")));
          for (String text : List.of(message, alone)) {
            assertThat(PgErrors.explain(text))
                .as("%s, %s", release, what)
                .isEqualTo(Objects.requireNonNull(MEANINGS.get(what), what).apply(text));
          }
          seen.add(what);
          recorded.putIfAbsent(what + "\n" + firstLines(message), release);
        }
      }
      assertThat(seen).containsExactlyInAnyOrderElementsOf(MEANINGS.keySet());
    } finally {
      for (String database : databases) {
        server.execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
      }
    }
  }

  /** What tells a text from others; the advice that follows is Synapse's own. */
  private static String firstLines(String message) {
    return message.lines().filter(l -> !l.isBlank()).limit(3).collect(Collectors.joining("\n"));
  }

  private static void write(Path file, Map<String, String> recorded) throws IOException {
    StringBuilder text =
        new StringBuilder("First lines of what Synapse says, each with a release that says it.\n")
            .append("Made by SynapseMessagesTest.\n");
    recorded.forEach(
        (said, release) -> {
          int end = said.indexOf('\n');
          text.append("\n== ")
              .append(Recording.kind(said.substring(end + 1)))
              .append(" | ")
              .append(release)
              .append(", ")
              .append(said)
              .append('\n');
        });
    Files.writeString(file, text);
  }
}
