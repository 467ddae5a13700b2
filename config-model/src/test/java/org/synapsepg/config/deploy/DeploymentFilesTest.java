package org.synapsepg.config.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.config.SynapseConfig;
import org.synapsepg.core.Finding;
import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Findings;

/** Uses a user that owns nothing, so that the bits for others decide. */
@SuppressWarnings("StringConcatToTextBlock")
class DeploymentFilesTest {
  private static final int NOBODY = 65_533;

  @TempDir private Path folder = Path.of("");
  private Path config;

  @BeforeEach
  void makeDeployment() throws IOException {
    mode(folder, "rwxr-xr-x");
    Files.createDirectory(folder.resolve("media"));
    mode(folder.resolve("media"), "rwxrwxrwx");
    file("key.signing", "ed25519 a x\n", "rw-r--r--");
    file("log.yaml", DeploymentInspector.sampleLogConfig(), "rw-r--r--");
    file(
        "homeserver.yaml",
        """
        server_name: example.org
        public_baseurl: https://matrix.example.org/
        media_store_path: media
        signing_key_path: key.signing
        log_config: log.yaml
        database:
          name: psycopg2
          args: {user: synapse_user, host: localhost}
        """,
        "rw-r--r--");
    config = folder.resolve("homeserver.yaml");
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private Path file(String name, String content, String mode) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    mode(file, mode);
    return file;
  }

  private Findings check() {
    return DeploymentInspector.builder(SynapseConfig.read(config))
        .runningAs(NOBODY, NOBODY)
        .build()
        .checkFiles();
  }

  private List<FindingCode> codes() {
    return check().stream().map(Finding::code).toList();
  }

  @Test
  void theDocsNameEveryCode() throws IOException {
    String page = Files.readString(Path.of("../docs/deployment.md"));
    for (DeployCode code : DeployCode.values()) {
      String severity = code.defaultSeverity().name().toLowerCase(Locale.ROOT);
      assertThat(page).contains("| `" + code.id() + "` | " + severity + " | ");
    }
  }

  @Test
  void aGoodDeploymentHasOnlyTheOpenKey() {
    // Readable for a user that owns nothing means readable for everybody.
    assertThat(codes()).containsExactly(DeployCode.KEY_TOO_OPEN);
  }

  @Test
  void findsWhatTheUserMayNotDo() throws IOException {
    mode(folder.resolve("media"), "rwxr-xr-x");
    mode(folder.resolve("key.signing"), "rw-------");
    mode(folder.resolve("log.yaml"), "rw-------");
    assertThat(codes())
        .containsExactly(
            DeployCode.PATH_UNWRITABLE, DeployCode.PATH_UNREADABLE, DeployCode.PATH_UNREADABLE);
    assertThat(check().stream().map(f -> f.hint().orElse("")))
        .allSatisfy(hint -> assertThat(hint).contains("chown 65533:65533 '" + folder));
  }

  @Test
  void walksEveryParent() throws IOException {
    mode(folder, "rwx------");
    assertThat(codes()).contains(DeployCode.PARENT_CLOSED).doesNotContain(DeployCode.KEY_TOO_OPEN);
    assertThat(check().toList().get(0).hint()).contains("chmod o+x '" + folder + "'");
    mode(folder, "rwxr-xr-x");
  }

  @Test
  void findsWhatIsWrongWithTheLogConfiguration() throws IOException {
    Files.delete(folder.resolve("log.yaml"));
    assertThat(codes()).contains(DeployCode.LOG_CONFIG_MISSING);
    file("log.yaml", "a: b: c\n", "rw-r--r--");
    assertThat(codes()).contains(DeployCode.LOG_CONFIG_INVALID);
    file(
        "log.yaml",
        """
        version: 1
        formatters: {lines: {format: '%(message)s'}}
        handlers:
          file: {class: logging.FileHandler, formatter: line, filename: /no/such/folder/x.log}
          buffer: {class: synapse.logging.handlers.PeriodicallyFlushingMemoryHandler, target: files}
          plain: {formatter: lines}
        loggers:
          synapse.storage.SQL: {level: DEBUG}
        root: {level: INFO, handlers: [console]}
        """,
        "rw-r--r--");
    assertThat(codes())
        .containsExactlyInAnyOrder(
            DeployCode.KEY_TOO_OPEN,
            DeployCode.LOG_CONFIG_REFERENCE,
            DeployCode.PATH_MISSING,
            DeployCode.LOG_CONFIG_REFERENCE,
            DeployCode.LOG_CONFIG_INVALID,
            DeployCode.LOG_CONFIG_REFERENCE,
            DeployCode.LOG_SQL_DEBUG);
  }

  @Test
  void judgesTheLevelThatAppliesToSql() throws IOException {
    String quiet = "loggers:\n  synapse.storage.SQL: {level: INFO}\n";
    assertThat(levels("DEBUG", quiet)).containsExactly(DeployCode.KEY_TOO_OPEN);
    assertThat(levels("INFO", "")).containsExactly(DeployCode.KEY_TOO_OPEN);
    assertThat(levels("DEBUG", "")).contains(DeployCode.LOG_SQL_DEBUG);
    assertThat(levels("NOTSET", "")).contains(DeployCode.LOG_SQL_DEBUG);
    assertThat(levels("DEBUG", quiet.replace("INFO", "NOTSET"))).contains(DeployCode.LOG_SQL_DEBUG);
    assertThat(levels("INFO", "loggers:\n  synapse: {level: 10}\n"))
        .contains(DeployCode.LOG_SQL_DEBUG);
  }

  private List<FindingCode> levels(String root, String loggers) throws IOException {
    file("log.yaml", "version: 1\nroot: {level: " + root + "}\n" + loggers, "rw-r--r--");
    return codes();
  }

  @Test
  void findsWhatIsWrongWithElement() throws IOException {
    assertThat(
            element(
                "{\"default_server_config\": {\"m.homeserver\": {\"base_url\":"
                    + " \"https://matrix.example.org\"}}}",
                "rw-r--r--"))
        .isEmpty();
    assertThat(element("{\"a\": 1}", "rw-------")).containsExactly(DeployCode.ELEMENT_UNREADABLE);
    assertThat(element("{\"a\": 1, // why\n \"b\": 2}", "rw-r--r--"))
        .containsExactly(DeployCode.ELEMENT_NOT_JSON);
    assertThat(element("{\"a\": [1, 2,],}", "rw-r--r--"))
        .containsExactly(DeployCode.ELEMENT_NOT_JSON);
    assertThat(element("\uFEFF{}", "rw-r--r--")).containsExactly(DeployCode.ELEMENT_NOT_JSON);
    assertThat(element("[]", "rw-r--r--")).containsExactly(DeployCode.ELEMENT_NOT_JSON);
    assertThat(element("{'a': 1}", "rw-r--r--")).containsExactly(DeployCode.ELEMENT_NOT_JSON);
    assertThat(element("{\"default_hs_url\": \"https://example.org\"}", "rw-r--r--"))
        .containsExactly(DeployCode.ELEMENT_BASE_URL);
  }

  private List<FindingCode> element(String json, String mode) throws IOException {
    Path file = file("config.json", json, mode);
    return DeploymentInspector.builder(SynapseConfig.read(config))
        .runningAs(NOBODY, NOBODY)
        .elementConfig(file)
        .build()
        .checkFiles()
        .stream()
        .filter(f -> f.code() != DeployCode.KEY_TOO_OPEN)
        .map(Finding::code)
        .toList();
  }

  @Test
  void mapsThePathsOfAContainer() throws IOException {
    Files.writeString(
        config,
        """
        server_name: a
        media_store_path: /data/media
        signing_key_path: /data/key.signing
        database: {name: sqlite3, args: {database: /data/media/homeserver.db}}
        """);
    Findings found =
        DeploymentInspector.builder(SynapseConfig.read(config))
            .runningAs(NOBODY, NOBODY)
            .mount("/data", folder)
            .build()
            .checkFiles();
    assertThat(found.stream().map(Finding::code)).containsExactly(DeployCode.KEY_TOO_OPEN);
  }
}
