package org.synapsepg.porting.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.Oddity;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** What the command line says and with which status it ends. */
class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder = Path.of("");

  @Test
  void explainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(out()).contains("port", "preflight", "verify", "check", "Exit status", "Examples:");
    assertThat(run()).isZero();
    assertThat(run("port", "--help")).isZero();
    assertThat(out())
        .contains("--sqlite-database", "--postgres-config", "--curses", "--bad-values");
  }

  @Test
  void pageNamesEveryOptionAndStatus() throws Exception {
    String page = Files.readString(Path.of("../docs/cli.md"));
    for (String command : List.of("port", "preflight", "verify", "check")) {
      assertThat(run(command, "--help")).isZero();
    }
    Matcher option = Pattern.compile("--[a-z][a-z-]+").matcher(out());
    while (option.find()) {
      assertThat(page).contains(option.group());
    }
    for (ExitCode code : ExitCode.values()) {
      assertThat(page).contains("\n| " + code.status() + " | ");
    }
  }

  @Test
  void endsWrongUsageWithTwoAndNamesTheNearestRightOne() {
    assertThat(run("prot")).isEqualTo(2);
    assertThat(err()).contains("'port'?");
    assertThat(run("chekc")).isEqualTo(2);
    assertThat(err()).contains("'check'?");
    assertThat(run("xyzzy")).isEqualTo(2);
    assertThat(err().lines().skip(6)).noneMatch(l -> l.contains("mean"));
    assertThat(run("port", "--sqlite-databse", "x")).isEqualTo(2);
    assertThat(err()).contains("'--sqlite-database'?");
    assertThat(run("port", "--sqlite-database", "x")).isEqualTo(2);
    assertThat(run("verify", "--jdbc-url", "jdbc:postgresql://127.0.0.1:1/x")).isEqualTo(2);
    assertThat(err()).contains("verify needs --sqlite-database or --certificate");
  }

  @PostgresTest(majors = 18)
  void refusesAConfigurationOfAnotherServerAndOneOfTwoDatabases(TestDatabase target)
      throws Exception {
    Path source = source("homeserver.db");
    Path config = folder.resolve("homeserver.yaml");
    Files.writeString(
        config,
        """
        server_name: elsewhere.test
        database: {name: psycopg2, args: {user: %s, password: %s, dbname: %s, host: 127.0.0.1, port: %d}}
        """
            .formatted(
                target.owner(), target.password().reveal(), target.name(), target.server().port()));
    String[] command = {
      "preflight", "--sqlite-database", source.toString(), "--postgres-config", config.toString()
    };
    assertThat(run(command)).isEqualTo(3);
    assertThat(out() + err())
        .contains("database of \"fixture.test\", the configuration is of \"elsewhere.test\"");
    Files.writeString(
        config,
        """
        server_name: fixture.test
        databases:
          one: {name: psycopg2, data_stores: [main], args: {dbname: a}}
          two: {name: psycopg2, data_stores: [state], args: {dbname: b}}
        """);
    assertThat(run(command)).isEqualTo(2);
    assertThat(err()).contains("'main' in the database 'one' and 'state' in 'two'");
  }

  @PostgresTest(majors = 18)
  void portsWithTheArgumentsOfTheOldScript(TestDatabase target) throws Exception {
    Path source = source("homeserver.db");
    Path config = folder.resolve("homeserver.yaml");
    Files.writeString(
        config,
        """
        server_name: fixture.test
        database:
          name: psycopg2
          args:
            user: %s
            password: %s
            dbname: %s
            host: 127.0.0.1
            port: %d
            cp_min: 1
            cp_max: 5
        """
            .formatted(
                target.owner(), target.password().reveal(), target.name(), target.server().port()));
    Path certificate = folder.resolve("c.json");

    int status =
        run(
            "-v",
            "--sqlite-database",
            source.toString(),
            "--postgres-config",
            config.toString(),
            "--curses",
            "--certificate",
            certificate.toString(),
            "--report",
            folder.resolve("port.html").toString());

    assertThat(status).as(err() + out()).isZero();
    assertThat(out()).contains("verified: every row is equal").contains("sequences set");
    assertThat(Files.readString(folder.resolve("port.html")))
        .contains("Completed and verified", "<svg", "@media print")
        .doesNotContain("http://", "https://", "<script");
    assertThat(out() + err() + Files.readString(certificate))
        .doesNotContain(target.password().reveal());

    assertThat(run("check", "--postgres-config", config.toString())).as(err() + out()).isZero();
    assertThat(
            run(
                "verify",
                "--sqlite-database",
                source.toString(),
                "--postgres-config",
                config.toString()))
        .isZero();
    target.execute("UPDATE users SET creation_ts = creation_ts + 1 WHERE name LIKE '@user1:%'");
    assertThat(
            run(
                "verify",
                "--certificate",
                certificate.toString(),
                "--postgres-config",
                config.toString()))
        .isEqualTo(4);
    assertThat(out()).contains("users: changed");
  }

  @PostgresTest(majors = 18)
  void refusesWithThreeBeforeAnythingIsWritten(TestDatabase target) throws Exception {
    Path source = source("homeserver.db");
    int status =
        run(
            "port",
            "--json",
            "--sqlite-database",
            source.toString(),
            "--jdbc-url",
            url(target),
            "--certificate",
            folder.resolve("c.json").toString());
    assertThat(status).as(err()).isZero();
    List<JsonObject> events =
        out().lines().map(l -> Json.createReader(new StringReader(l)).readObject()).toList();
    assertThat(events)
        .extracting(e -> e.getString("event"))
        .contains("phase-started", "table-finished");
    assertThat(events)
        .filteredOn(e -> e.getString("event").equals("warned"))
        .extracting(e -> e.getJsonObject("finding").getString("code"))
        .contains("port.search-rows-left-out");
    assertThat(err()).contains("[port.search-rows-left-out]");
    assertThat(events.get(events.size() - 1).getString("event")).isEqualTo("ended");
    assertThat(events.get(events.size() - 1).getInt("exit")).isZero();
    out.reset();
    String file = folder.resolve("homeserver.db").toString();
    String[] preflight = {
      "preflight", "--sqlite-database", file, "--jdbc-url", url(target), "--json"
    };
    assertThat(run(preflight)).as(err()).isZero();
    JsonObject report = Json.createReader(new StringReader(out())).readObject();
    assertThat(report.getBoolean("ready")).isTrue();
    assertThat(report.getJsonArray("tables")).isNotEmpty();
    JsonObject time = report.getJsonObject("portSeconds");
    assertThat(time.getJsonNumber("likely").doubleValue())
        .isBetween(
            time.getJsonNumber("least").doubleValue(), time.getJsonNumber("most").doubleValue());
    assertThat(report.getJsonObject("disk")).containsKey("most").doesNotContainKey("free");
    out.reset();
    assertThat(run(Arrays.copyOf(preflight, preflight.length - 1))).isZero();
    assertThat(out()).contains("time: ", "round trip", "disk: ", "the server does not tell");
  }

  private Path source(String name) throws Exception {
    Path file = folder.resolve(name);
    SynapseFixture.of(5, SqliteSchema.newest())
        .rows(1_500)
        .with(Oddity.NUL_IN_TEXT, Oddity.AWKWARD_TEXT)
        .writeTo(file);
    return file;
  }

  private static String url(TestDatabase target) {
    return "jdbc:postgresql://127.0.0.1:"
        + target.server().port()
        + "/"
        + target.name()
        + "?user="
        + target.owner();
  }

  private int run(String... args) {
    return Main.run(
        new Console(stream(out), stream(err), Map.of("PGPASSWORD", "unused"), false), args);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
