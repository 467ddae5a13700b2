package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.config.deploy.DeploymentInspector;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Secret;

/**
 * Real Synapse releases make configurations, and accept them after every edit with the values that
 * we meant. Needs the environment variable {@code SYNAPSE_VENVS}; see {@link SynapseVenvs}.
 */
@Tag("synapse")
class SynapseAcceptsTest {
  private static final Path NOTHING = Path.of("/dev/null");
  private static final List<String> AWKWARD =
      List.of(
          "yes",
          "null",
          "~",
          "0123",
          "1:30",
          "1e3",
          "2020-01-01",
          " a ",
          "a: b",
          "a #b",
          "'\"\\",
          "é\uD83D\uDE00",
          "*a",
          "{a",
          "%",
          "@",
          "- a",
          "a\nb",
          "\t",
          "=");
  private static final DatabaseEngine.Postgres TARGET =
      DatabaseEngine.Postgres.builder()
          .user("synapse_user")
          .password(Secret.of("0123: 'x' #é"))
          .dbname("yes")
          .host("127.0.0.1")
          .pool(5, 10)
          .keepalives(10, 10, 3)
          .build();
  private static final String TWO =
      """
      databases:
        first:
          name: psycopg2
          data_stores: [main]  # the rest
          args: {user: a, host: h, cp_max: 7}
        second:
          name: psycopg2
          data_stores: ["state"]
          args:
            # where
            host: h
      """;

  @TempDir private Path folder = Path.of("");

  @TestFactory
  List<DynamicTest> acceptsEveryEditedFile() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    SynapseVenvs.pythons()
        .forEach(
            (release, python) ->
                tests.add(DynamicTest.dynamicTest(release, () -> check(release, python))));
    return tests;
  }

  private void check(String release, Path python) throws IOException, InterruptedException {
    Path own = Files.createDirectory(folder.resolve(release));
    Path made = Files.createDirectory(own.resolve("made"));
    Path edited = Files.createDirectory(own.resolve("edited"));
    SynapseVenvs.run(python, own, NOTHING, "synapse_config.py", "generate", made.toString());
    Map<String, SynapseConfig> meant = new LinkedHashMap<>();
    for (String variant : List.of("default", "ports", "folders")) {
      Path file = made.resolve(variant + ".yaml");
      ConfigDocument generated = ConfigDocument.read(file);
      assertThat(generated.bytes()).isEqualTo(Files.readAllBytes(file));
      assertThat(ConfigLinter.builder().build().lint(generated.config()).toList())
          .extracting(Finding::render)
          .isEmpty();
      edits(generated, variant.equals("default") ? AWKWARD : List.of())
          .forEach(
              (name, document) -> {
                document.writeTo(edited.resolve(variant + "-" + name + ".yaml"));
                meant.put(variant + "-" + name + ".yaml", document.config());
              });
    }
    int answered = 0;
    for (String line :
        SynapseVenvs.run(python, own, NOTHING, "synapse_config.py", "read", edited.toString())) {
      if (line.startsWith("ANSWER")) {
        answered++;
        compare(object(line.substring("ANSWER".length())), meant);
      }
    }
    assertThat(answered).isEqualTo(meant.size()).isGreaterThan(40);
    Path log = Files.writeString(own.resolve("log"), DeploymentInspector.sampleLogConfig());
    SynapseVenvs.run(python, own, NOTHING, "synapse_config.py", "log", log.toString());
  }

  /** Edits of one file; each must leave the lines around the database as they are. */
  private static Map<String, ConfigDocument> edits(ConfigDocument old, List<String> awkward) {
    Map<String, ConfigDocument> all = new LinkedHashMap<>();
    ConfigDocument postgres = old.edit(e -> e.setDatabase(TARGET));
    Map<String, Consumer<ConfigEditor>> edits = new LinkedHashMap<>();
    edits.put("set", e -> {});
    edits.put("host", e -> e.setParameter("host", "h1,h2").setParameter("port", "1,2"));
    edits.put("sslmode", e -> e.setParameter("sslmode", "verify-full"));
    edits.put("pool", e -> e.setParameter("cp_max", 20).removeParameter("cp_min"));
    edits.put("less", e -> e.removeParameter("password").removeParameter("keepalives_idle"));
    edits.put(
        "key",
        e ->
            e.setTopLevel("report_stats", true)
                .setTopLevel("web_client_location", "https://x.org"));
    for (int i = 0; i < awkward.size(); i++) {
      String value = awkward.get(i);
      edits.put(
          "text" + i,
          e -> e.setParameter("password", Secret.of(value)).setParameter("user", value));
    }
    edits.forEach((name, edit) -> all.put(name, postgres.edit(edit)));
    List<String> kept = old.text().lines().filter(l -> !l.startsWith(" ")).toList();
    all.values().forEach(d -> assertThat(d.text().lines()).containsSubsequence(kept.subList(0, 8)));
    String several = old.edit(ConfigEditor::commentOutDatabase).text();
    ConfigDocument two =
        ConfigDocument.parse("x", several + (several.endsWith("\n") ? "" : "\n") + TWO);
    all.put("two", two);
    all.put("first", two.edit(e -> e.forDatabase("first").setParameter("host", "null")));
    all.put("second", two.edit(e -> e.forDatabase("second").removeParameter("host")));
    all.put("both", two.edit(e -> e.forDatabase("second").setDatabase(TARGET)));
    return all;
  }

  private static void compare(JsonObject answer, Map<String, SynapseConfig> meant) {
    String file = answer.getString("file");
    assertThat(answer.getString("said")).as(file).contains("Config parses OK!");
    JsonArray databases = answer.getJsonArray("databases");
    List<DatabaseEntry> ours = Objects.requireNonNull(meant.get(file)).databases();
    assertThat(databases).as(file).hasSize(ours.size());
    for (int i = 0; i < ours.size(); i++) {
      JsonObject theirs = databases.getJsonObject(i);
      assertThat(theirs.getString("name")).as(file).isEqualTo("psycopg2");
      assertThat(theirs.getJsonArray("stores").getValuesAs(JsonString::getString))
          .containsExactlyInAnyOrderElementsOf(
              ours.get(i).stores().stream().map(DataStore::key).toList());
      Map<String, String> args = new LinkedHashMap<>();
      theirs
          .getJsonObject("args")
          .forEach((key, value) -> args.put(key, ((JsonString) value).getString()));
      DatabaseEngine.Postgres engine = (DatabaseEngine.Postgres) ours.get(i).engine();
      Map<String, String> wanted = new LinkedHashMap<>();
      engine.params().all().forEach(p -> wanted.put(p.name(), p.secret().reveal()));
      engine.poolArguments().all().forEach(p -> wanted.put(p.name(), p.secret().reveal()));
      assertThat(args).as(file).isEqualTo(wanted);
    }
  }

  private static JsonObject object(String json) {
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      return reader.readObject();
    }
  }
}
