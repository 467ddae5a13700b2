package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Secret;

/**
 * A real Synapse makes a configuration, and accepts it after every edit with the values we meant.
 * Needs {@code pip install matrix-synapse}; {@code -Dsynapsepg.python=} names its interpreter.
 */
@Tag("long")
class SynapseAcceptsTest {
  private static final String READ =
      """
      import json, sys
      from synapse.config.homeserver import HomeServerConfig
      config = HomeServerConfig.load_config("test", ["-c", sys.argv[1]])
      databases = config.database.databases
      print("ANSWER" + json.dumps(databases[0].config))
      """;

  @TempDir private Path folder = Path.of("");

  private String run(String... command) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>();
    all.add(System.getProperty("synapsepg.python", "python3"));
    all.addAll(List.of(command));
    Process process =
        new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private boolean isInstalled() throws IOException, InterruptedException {
    Process probe =
        new ProcessBuilder(
                System.getProperty("synapsepg.python", "python3"), "-c", "import synapse, psycopg2")
            .redirectErrorStream(true)
            .start();
    probe.getInputStream().readAllBytes();
    return probe.waitFor() == 0;
  }

  @Test
  void acceptsEveryEditedFile() throws IOException, InterruptedException {
    if (!"true".equals(System.getenv("CI"))) {
      Assumptions.assumeTrue(isInstalled(), "Synapse is not installed; pip install matrix-synapse");
    }
    Path file = folder.resolve("homeserver.yaml");
    run(
        "-m",
        "synapse.app.homeserver",
        "--generate-config",
        "--config-path",
        file.toString(),
        "--server-name",
        "example.org",
        "--report-stats=no");
    ConfigDocument generated = ConfigDocument.read(file);
    assertThat(generated.bytes()).isEqualTo(Files.readAllBytes(file));
    assertThat(ConfigLinter.builder().build().lint(generated.config()).toList())
        .extracting(Finding::render)
        .isEmpty();
    DatabaseEngine.Postgres target =
        DatabaseEngine.Postgres.builder()
            .user("synapse_user")
            .password(Secret.of("0123: 'x' #é"))
            .dbname("yes")
            .host("127.0.0.1")
            .pool(5, 10)
            .keepalives(10, 10, 3)
            .build();
    Path script = Files.writeString(folder.resolve("read.py"), READ);
    ConfigDocument postgres = generated.edit(e -> e.setDatabase(target));
    JsonObject args = args(postgres, script);
    for (Parameter parameter : target.params().all()) {
      assertThat(text(args, parameter.name())).isEqualTo(parameter.secret().reveal());
    }
    assertThat(args.getInt("cp_min")).isEqualTo(5);
    assertThat(args.getInt("cp_max")).isEqualTo(10);
    Map<String, Consumer<ConfigEditor>> edits =
        Map.of(
            "new host", e -> e.setParameter("host", "new host"),
            "5433", e -> e.setParameter("port", 5433),
            "verify-full", e -> e.setParameter("sslmode", "verify-full"),
            "null", e -> e.setParameter("user", "null"));
    for (Map.Entry<String, Consumer<ConfigEditor>> edit : edits.entrySet()) {
      JsonObject after = args(postgres.edit(edit.getValue()), script);
      assertThat(after.keySet().stream().map(k -> text(after, k))).contains(edit.getKey());
    }
    assertThat(args(postgres.edit(e -> e.removeParameter("password")), script))
        .doesNotContainKey("password");
  }

  private JsonObject args(ConfigDocument document, Path script)
      throws IOException, InterruptedException {
    Path file = folder.resolve("edited.yaml");
    document.writeTo(file);
    String said = run("-m", "synapse.config", "read", "database", "-c", file.toString());
    assertThat(said).contains("Config parses OK!");
    String json = run(script.toString(), file.toString());
    json = json.substring(json.indexOf("ANSWER") + "ANSWER".length());
    try (JsonReader reader =
        Json.createReader(new java.io.StringReader(json.lines().findFirst().orElse("")))) {
      return reader.readObject().getJsonObject("args");
    }
  }

  private static String text(JsonObject args, String name) {
    return args.get(name) instanceof jakarta.json.JsonString s
        ? s.getString()
        : String.valueOf(args.get(name));
  }
}
