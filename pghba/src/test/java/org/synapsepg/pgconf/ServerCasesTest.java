package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Finding;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.OutsideData;

/** The verdicts of real servers on whole files, each case by its id and on each of its majors. */
class ServerCasesTest {
  /** What the measured servers had on their command line. */
  private static final ServerState MEASURED =
      ServerState.unknown()
          .running("listen_addresses", "*")
          .running("port", "65431")
          .locales("C", "POSIX", "C.UTF-8", "C.utf8");

  @TempDir Path temporary;

  private int folders;

  private static JsonObject cases() throws IOException {
    Path file = OutsideData.cases().resolve("postgresql-conf-cases.json");
    try (InputStream in = Files.newInputStream(file);
        JsonReader reader = Json.createReader(in)) {
      return reader.readObject();
    }
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonValue::asJsonObject);
  }

  @TestFactory
  Stream<DynamicNode> filesAreReadAsTheServerDoes() throws IOException {
    JsonArray all = cases().getJsonArray("cases");
    assertThat(all).isNotEmpty();
    return objects(all)
        .map(
            c ->
                DynamicContainer.dynamicContainer(
                    c.getString("id"),
                    objects(c.getJsonArray("results")).flatMap(r -> perVersion(c, r))));
  }

  private Stream<DynamicTest> perVersion(JsonObject of, JsonObject result) {
    return result.getJsonArray("versions").stream()
        .map(v -> ((JsonNumber) v).intValue())
        .map(
            major ->
                DynamicTest.dynamicTest(
                    of.getString("id") + " on " + major, () -> check(of, result, major)));
  }

  private void check(JsonObject of, JsonObject result, int major) throws IOException {
    Path folder = write(of.getJsonObject("files"));
    PgConfFile file = PgConfFile.read(folder.resolve("postgresql.conf"), PgVersion.of(major));
    Shown shown = new Shown(folder + "/", of.getString("id") + " on " + major);
    shown.view(file, result.getJsonArray("view"));
    shown.start(file, result.getJsonObject("startup"));
    shown.reload(file, result);
    assertThat(file.text().bytes())
        .isEqualTo(Files.readAllBytes(folder.resolve("postgresql.conf")));
  }

  private Path write(JsonObject files) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("case" + folders++)).toRealPath();
    for (Map.Entry<String, JsonValue> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (file.getKey().endsWith("/")) {
        Files.createDirectories(path);
      } else {
        Files.createDirectories(java.util.Objects.requireNonNull(path.getParent()));
        Files.write(path, content(file.getValue()));
      }
    }
    return folder;
  }

  /** A text, or an object that holds bytes in base 64 or hexadecimal digits. */
  private static byte[] content(JsonValue value) {
    if (value instanceof JsonString text) {
      return text.getString().getBytes(StandardCharsets.UTF_8);
    }
    JsonObject bytes = value.asJsonObject();
    return bytes.containsKey("base64")
        ? java.util.Base64.getDecoder().decode(bytes.getString("base64"))
        : java.util.HexFormat.of().parseHex(bytes.getString("hex"));
  }

  @TestFactory
  Stream<DynamicNode> alterSystemLeavesTheFileAsTheServerDoes() throws IOException {
    JsonArray all = cases().getJsonArray("alter_system");
    assertThat(all).isNotEmpty();
    return objects(all)
        .map(
            c ->
                DynamicContainer.dynamicContainer(
                    c.getString("id"),
                    objects(c.getJsonArray("results"))
                        .flatMap(
                            r ->
                                r.getJsonArray("versions").stream()
                                    .map(v -> ((JsonNumber) v).intValue())
                                    .map(
                                        major ->
                                            DynamicTest.dynamicTest(
                                                c.getString("id") + " on " + major,
                                                () -> alter(c, r, major))))));
  }

  private void alter(JsonObject of, JsonObject result, int major) throws IOException {
    Path folder = write(of.getJsonObject("files"));
    Path auto = folder.resolve("postgresql.auto.conf");
    SystemStatements server = new SystemStatements(PgVersion.of(major), auto);
    for (JsonObject expected : objects(result.getJsonArray("statements")).toList()) {
      String sql = expected.getString("statement");
      String error = server.run(sql);
      assertThat(error == null)
          .as("whether %s works on %s: %s", sql, major, error)
          .isEqualTo(expected.getBoolean("ok"));
      if (error != null
          && !expected.getString("error").startsWith("syntax error at")
          && !expected.getString("error").startsWith("trailing junk")) {
        assertThat(error.replace(folder + "/", "")).isEqualTo(expected.getString("error"));
      }
    }
    assertThat(Files.readString(auto))
        .as("%s on %s", of.getString("id"), major)
        .isEqualTo(result.getString("file_after"));
    PgConfFile after = PgConfFile.read(auto, PgVersion.of(major));
    List<String> errors =
        after.serverView(MEASURED).stream().flatMap(r -> r.error().stream()).toList();
    assertThat(errors)
        .isEqualTo(
            result.getJsonArray("file_errors_after").stream()
                .map(e -> ((JsonString) e).getString())
                .toList());
  }

  @TestFactory
  Stream<DynamicTest> conflictsKeepTheServerFromStarting() throws IOException {
    return objects(cases().getJsonArray("startup_checks"))
        .flatMap(
            c ->
                objects(c.getJsonArray("results"))
                    .flatMap(
                        r ->
                            r.getJsonArray("versions").stream()
                                .map(v -> ((JsonNumber) v).intValue())
                                .map(
                                    major ->
                                        DynamicTest.dynamicTest(
                                            c.getString("title") + " on " + major,
                                            () -> start(c, r, major)))));
  }

  /** What only the server's machine can tell, and what else the server looks up at its start. */
  private static final List<String> OF_THE_MACHINE =
      List.of(
          "could not access file",
          "could not load",
          "could not translate host name",
          "could not create any TCP/IP sockets",
          "could not create",
          "could not open",
          "could not map",
          "could not bind",
          "could not resize",
          "could not access",
          "could not find",
          "no such",
          "data directory",
          "hba_file",
          "could not set",
          "out of memory",
          "certificate",
          "private key",
          "huge");

  private static void start(JsonObject of, JsonObject result, int major) {
    PgConfFile file = PgConfFile.parse(of.getString("file"), PgVersion.of(major));
    List<String> said = file.check(MEASURED).stream().map(Finding::message).toList();
    if (result.getBoolean("starts")) {
      assertThat(file.check(MEASURED).hasErrors()).as("%s", said).isFalse();
      return;
    }
    List<String> log =
        result.getJsonArray("log").stream().map(l -> ((JsonString) l).getString()).toList();
    String text = String.join("\n", log);
    if (said.isEmpty()) {
      assertThat(OF_THE_MACHINE).as("unforeseen: %s", text).anyMatch(text::contains);
    } else {
      assertThat(said).anyMatch(m -> text.contains(m.replaceAll(" in file .*", "")));
    }
  }

  /** Compares what one file gives with what a server showed. */
  private record Shown(String folder, String id) {
    String shorten(@Nullable String text) {
      return String.valueOf(text).replace(folder, "");
    }

    void view(PgConfFile file, JsonArray expected) {
      List<String> rows =
          file.serverView(MEASURED).stream().map(r -> shorten(r.toString())).toList();
      assertThat(rows)
          .as("view of %s", id)
          .containsExactlyElementsOf(objects(expected).map(Shown::row).toList());
    }

    private static String row(JsonObject row) {
      return String.join(
          "|",
          List.of(
              row.getString("sourcefile", "null"),
              String.valueOf(row.getInt("sourceline", 0)),
              String.valueOf(row.getInt("seqno")),
              row.getString("name", "null"),
              row.getString("setting", "null"),
              String.valueOf(row.getBoolean("applied")),
              row.getString("error", "null")));
    }

    void start(PgConfFile file, JsonObject startup) {
      Evaluation start = file.start(MEASURED);
      List<String> log = new ArrayList<>();
      for (Finding finding : start.findings()) {
        log.add(shorten(finding.message()));
        if (finding.code() == PgConfCode.BAD_VALUE) {
          finding.hint().ifPresent(h -> log.addAll(List.of(h.split("\n"))));
        }
      }
      List<String> expected = new ArrayList<>();
      if (startup.containsKey("log")) {
        startup.getJsonArray("log").stream()
            .map(l -> ((JsonString) l).getString())
            .filter(l -> !l.startsWith("FATAL:") && !l.startsWith("LOG:  skipping missing"))
            .forEach(l -> expected.add(l.replaceFirst("^[A-Z]+:  ", "")));
      }
      assertThat(log).as("log of the start of %s", id).isEqualTo(expected);
      if (startup.getBoolean("ok")) {
        startup.getJsonObject("values").forEach((name, value) -> value(file, start, name, value));
      }
    }

    private void value(PgConfFile file, Evaluation start, String name, JsonValue value) {
      String expected = ((JsonString) value).getString();
      SettingDefinition definition = file.files().catalog().require(name);
      String given = start.values().get(definition.name());
      if (given == null) {
        given = definition.defaultValue().orElse("");
      }
      boolean zone = name.toLowerCase(Locale.ROOT).contains("timezone");
      assertThat(zone ? given.toLowerCase(Locale.ROOT) : given)
          .as("%s at the start of %s", name, id)
          .isEqualTo(zone ? expected.toLowerCase(Locale.ROOT) : expected);
    }

    void reload(PgConfFile file, JsonObject result) {
      Evaluation reload = file.reload(MEASURED);
      String outcome =
          reload.tookNothing()
              ? "no changes"
              : reload.findings().isEmpty() ? "ok" : "unaffected changes";
      assertThat(outcome).as("reload of %s", id).isEqualTo(result.getString("reload"));
      objects(result.getJsonArray("after_reload"))
          .forEach(
              row -> {
                String name = row.getString("name");
                SettingDefinition definition = file.files().catalog().find(name).orElse(null);
                if (definition != null && row.getString("source").equals("configuration file")) {
                  assertThat(displayed(definition, reload.values().get(definition.name())))
                      .as("%s after the reload of %s", name, id)
                      .isEqualTo(row.getString("setting"));
                }
                assertThat(reload.pending().contains(name))
                    .as("whether %s waits for a restart after the reload of %s", name, id)
                    .isEqualTo(row.getBoolean("pending_restart"));
              });
    }

    private static @Nullable String displayed(
        SettingDefinition definition, @Nullable String value) {
      boolean mode =
          List.of("unix_socket_permissions", "log_file_mode").contains(definition.name());
      return mode && value != null
          ? String.format(Locale.ROOT, "%04o", Integer.parseInt(value))
          : value;
    }
  }
}
