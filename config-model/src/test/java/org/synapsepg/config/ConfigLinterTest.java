package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.Severity;

@SuppressWarnings("StringConcatToTextBlock")
class ConfigLinterTest {
  private static final Path PAGE = Path.of("../docs/config-lint.md");
  private static final Pattern SECTION =
      Pattern.compile("## (config\\.[a-z0-9-]+)\n\n(\\w+): (.*?)(?=\n## |\\z)", Pattern.DOTALL);

  /** Codes that files, conversions and edits give, not the text of one file. */
  private static final Set<LintCode> WITHOUT_EXAMPLE =
      EnumSet.of(
          LintCode.FILE_UNREADABLE,
          LintCode.YAML_LIMIT,
          LintCode.PASSWORD_WORLD_READABLE,
          LintCode.NOT_TRANSLATED,
          LintCode.TRANSLATED_DIFFERENTLY,
          LintCode.CONNECTION_STRING,
          LintCode.CONNECTION_FILE,
          LintCode.EDIT_IMPOSSIBLE);

  private static final ConfigLinter KNOWING =
      ConfigLinter.builder()
          .server(PgVersion.of(16))
          .libpq(PgVersion.of(16))
          .maxConnections(100)
          .workers(4)
          .build();

  private static Findings lint(ConfigLinter linter, String text) {
    try {
      return linter.lint(SynapseConfig.parse("homeserver.yaml", text));
    } catch (FindingsException e) {
      return e.findings();
    }
  }

  private static List<Finding> lint(String... args) {
    return lint(
            ConfigLinter.builder().build(),
            "database:\n  name: psycopg2\n  args:\n    " + String.join("\n    ", args) + "\n")
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> everyCodeHasItsPlaceAndExampleInTheDocs() throws IOException {
    String page = Files.readString(PAGE);
    List<DynamicTest> tests = new ArrayList<>();
    Set<LintCode> seen = EnumSet.noneOf(LintCode.class);
    Matcher m = SECTION.matcher(page);
    while (m.find()) {
      String id = m.group(1);
      LintCode code =
          Stream.of(LintCode.values()).filter(c -> c.id().equals(id)).findFirst().orElseThrow();
      seen.add(code);
      String severity = m.group(2).toUpperCase(Locale.ROOT);
      Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(m.group(3));
      String yaml = example.find() ? example.group(1) : "";
      tests.add(
          DynamicTest.dynamicTest(
              id,
              () -> {
                assertThat(severity).isEqualTo(code.defaultSeverity().name());
                assertThat(yaml.isEmpty()).isEqualTo(WITHOUT_EXAMPLE.contains(code));
                if (!yaml.isEmpty()) {
                  assertThat(lint(KNOWING, yaml).withCode(code).toList())
                      .as(yaml)
                      .isNotEmpty()
                      .allSatisfy(f -> assertThat(f.location()).isPresent())
                      .allSatisfy(f -> assertThat(f.hint()).isPresent());
                }
              }));
    }
    assertThat(seen).containsExactlyInAnyOrder(LintCode.values());
    return tests.stream();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database:\n  name: sqlite3\n  args:\n    database: /data/homeserver.db\n",
        "database:\n  name: psycopg2\n  args:\n    user: synapse_user\n    password: secretpassword\n"
            + "    dbname: synapse\n    host: localhost\n    port: 5432\n    cp_min: 5\n    cp_max: 10\n",
        "database:\n  name: psycopg2\n  txn_limit: 10000\n  args:\n    user: synapse_user\n"
            + "    password: secretpassword\n    dbname: synapse\n    host: localhost\n    port: 5432\n"
            + "    cp_min: 5\n    cp_max: 10\n    keepalives_idle: 10\n    keepalives_interval: 10\n"
            + "    keepalives_count: 3\n",
        "databases:\n  basement_box:\n    name: psycopg2\n    txn_limit: 10000\n    data_stores: [\"main\"]\n"
            + "    args: {user: a, cp_min: 5, cp_max: 10}\n  my_other_database:\n    name: psycopg2\n"
            + "    data_stores: [\"state\"]\n    args: {user: a}\n",
        "database:\n  name: psycopg2\n  args:\n    dbname: synapse\n",
        "database_path: /data/homeserver.db\n",
        "x: &x {host: localhost}\ndatabase:\n  name: psycopg2\n  args:\n    <<: *x\n    user: a\n"
      })
  void saysNothingAboutGoodSamples(String sample) {
    ConfigLinter linter =
        ConfigLinter.builder()
            .server(PgVersion.of(14))
            .libpq(PgVersion.of(14))
            .maxConnections(100)
            .build();
    assertThat(lint(linter, sample).toList()).isEmpty();
  }

  @Test
  void namesTheNearestKeyword() {
    assertThat(lint("keepalive_idle: 10").get(0).hint())
        .contains("did you mean 'keepalives_idle'?");
    assertThat(lint("username: a").get(0).hint()).contains("did you mean 'user'?");
    assertThat(lint("ssl_mode: a").get(0).hint()).contains("did you mean 'sslmode'?");
    assertThat(lint("xyzzyplugh: a").get(0).hint()).contains("remove it");
  }

  @Test
  void neverShowsASecret() {
    List<Finding> all = new ArrayList<>();
    all.addAll(lint("password: hunter2yes", "passwort: hunter2", "pasword: hunter2"));
    all.addAll(lint("password: 0777", "sslpassword: 0777"));
    all.addAll(lint("host: postgresql://u:hunter2@h/d", "dsn: 'password=hunter2'"));
    all.addAll(lint("sslmode: postgresql://u:hunter2@h/d"));
    assertThat(all).isNotEmpty();
    assertThat(all)
        .allSatisfy(f -> assertThat(f.render()).doesNotContain("hunter2", "0777", "511"));
  }

  /** What stands below a code's example in the same rule, or the other way round. */
  @Test
  void findsTheOtherFormsOfARule() {
    assertThat(lint("database: /data/homeserver.db"))
        .extracting(Finding::code)
        .containsExactly(LintCode.ENGINE_ARGS_MISMATCH);
    assertThat(lint("check_same_thread: false"))
        .extracting(Finding::code)
        .contains(LintCode.ENGINE_ARGS_MISMATCH);
    assertThat(lint("name: psycopg2"))
        .extracting(Finding::code)
        .containsExactly(LintCode.ENGINE_MISPLACED);
    assertThat(
            lint(ConfigLinter.builder().build(), "database: {name: psycopg2, host: localhost}\n")
                .toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.ENGINE_MISPLACED);
    assertThat(lint("host: localhost", "keepalives: on"))
        .extracting(Finding::code)
        .containsExactly(LintCode.VALUE_TYPE);
    assertThat(lint("host: localhost", "connect_timeout: -1"))
        .extracting(Finding::code)
        .containsExactly(LintCode.VALUE_RANGE);
    assertThat(lint("host: 'localhost,localhost'", "hostaddr: 127.0.0.1"))
        .extracting(Finding::code)
        .containsExactly(LintCode.HOST_COUNTS);
    assertThat(lint("host: db.example.org", "keepalives: 0"))
        .extracting(Finding::code)
        .containsExactly(LintCode.KEEPALIVES_MISSING);
    assertThat(lint("host: localhost", "sslnegotiation: direct"))
        .extracting(Finding::code)
        .containsExactly(LintCode.SSL_CONTRADICTION);
    assertThat(lint("sslmode: require"))
        .extracting(Finding::code)
        .containsExactly(LintCode.SSL_ON_SOCKET);
    assertThat(lint("dsn: 'host=h'"))
        .extracting(Finding::code)
        .containsExactly(LintCode.URI_IN_ARGS);
    assertThat(
            lint(
                    ConfigLinter.builder().workers(2).build(),
                    "database: {name: sqlite3, args: {database: x}}\n")
                .toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.SQLITE_WITH_WORKERS);
  }

  @Test
  void followsItsSettings() {
    String text = "database: {name: psycopg2, args: {user: u, cp_min: 9, cp_max: 3}}\n";
    assertThat(lint(ConfigLinter.builder().build(), text).hasErrors()).isFalse();
    assertThat(
            lint(
                    ConfigLinter.builder()
                        .severity(LintCode.POOL_MAX_BELOW_MIN, Severity.ERROR)
                        .build(),
                    text)
                .hasErrors())
        .isTrue();
    assertThat(
            lint(ConfigLinter.builder().disable(LintCode.POOL_MAX_BELOW_MIN).build(), text)
                .toList())
        .isEmpty();
  }

  @Test
  void findsWorldReadablePasswordsAndUnreadableFiles(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("homeserver.yaml"),
            "database: {name: psycopg2, args: {user: u, password: p}}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    ConfigLinter linter = ConfigLinter.builder().build();
    assertThat(linter.lint(file).toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.PASSWORD_WORLD_READABLE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(linter.lint(file).toList()).isEmpty();
    assertThat(linter.lint(folder.resolve("none.yaml")).toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.FILE_UNREADABLE);
  }

  @Test
  void hostileDocumentsEndInAFindingQuickly() {
    String bomb = "a0: &a0 {x: 1, y: 2}\n";
    StringBuilder merges = new StringBuilder(bomb);
    StringBuilder aliases = new StringBuilder("b0: &b0 [x]\n");
    for (int i = 1; i < 40; i++) {
      merges.append("a" + i + ": &a" + i + " {<<: [" + ("*a" + (i - 1) + ",").repeat(9) + "]}\n");
      aliases.append("b" + i + ": &b" + i + " [" + ("*b" + (i - 1) + ",").repeat(9) + "]\n");
    }
    assertThat(lint(ConfigLinter.builder().build(), merges.toString()).toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.YAML_LIMIT);
    // Aliases share what they stand for, so a bomb of them is no bomb.
    assertThat(lint(ConfigLinter.builder().build(), aliases.toString()).toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.DATABASE_MISSING);
    ConfigDocument.parse("x", aliases.toString()).edit(e -> e.setTopLevel("report_stats", true));
    for (String deep : List.of("[", "{a: ", "- ", "? ", "a:\n ")) {
      assertThat(lint(ConfigLinter.builder().build(), deep.repeat(100_000)).hasErrors()).isTrue();
    }
    assertThat(lint(ConfigLinter.builder().build(), "a".repeat(17 << 20)).toList())
        .extracting(Finding::code)
        .containsExactly(LintCode.YAML_LIMIT);
  }
}
