package org.synapsepg.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.config.internal.libpq.Conninfo;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.FindingsException;
import org.synapsepg.core.Secret;
import org.synapsepg.testing.OutsideData;

class ConnectionStringsTest {
  private static DatabaseEngine.Postgres engine(String text) {
    return ConnectionStrings.parse(text).engine();
  }

  private static Map<String, String> values(DatabaseEngine.Postgres engine) {
    Map<String, String> values = new LinkedHashMap<>();
    engine.params().all().forEach(p -> values.put(p.name(), p.secret().reveal()));
    return values;
  }

  /** libpq's own answers. */
  @TestFactory
  Stream<DynamicTest> readsWhatLibpqReads() throws IOException {
    Path file = OutsideData.cases().resolve("postgresql-conf-cases.json");
    JsonObject conninfo;
    try (JsonReader reader = Json.createReader(Files.newInputStream(file))) {
      conninfo = reader.readObject().getJsonObject("conninfo");
    }
    int major = conninfo.getInt("libpq") / 10_000;
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonValue value : conninfo.getJsonArray("cases")) {
      JsonObject one = value.asJsonObject();
      String input = one.getString("input");
      tests.add(
          DynamicTest.dynamicTest(
              "conninfo " + tests.size() + ": " + input, () -> compare(one, input, major)));
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private static void compare(JsonObject one, String input, int major) {
    if (!one.getBoolean("ok")) {
      assertThatThrownBy(() -> Conninfo.parse(input, major)).isInstanceOf(Conninfo.Refused.class);
      return;
    }
    Map<String, String> expected = new LinkedHashMap<>();
    one.getJsonObject("values")
        .forEach((name, v) -> expected.put(name, ((JsonString) v).getString()));
    Map<String, String> ours = Conninfo.parse(input, major);
    assertThat(ours).containsExactlyInAnyOrderEntriesOf(expected);
    assertThat(Conninfo.parse(Conninfo.toPairs(ours), major)).isEqualTo(ours);
    assertThat(Conninfo.parse(Conninfo.toUri(ours), major)).isEqualTo(ours);
  }

  @Test
  void writesWhatItReads() {
    SplittableRandom random = new SplittableRandom(20);
    String awkward = "/?&%#:=@[]'\"\\ \t\né€\uD83D\uDE00abc,+;";
    List<Keyword> keywords = Keyword.all();
    for (int i = 0; i < 5000; i++) {
      Map<String, String> values = new LinkedHashMap<>();
      for (int n = random.nextInt(1, 5); n > 0; n--) {
        StringBuilder value = new StringBuilder();
        for (int l = random.nextInt(1, 8); l > 0; l--) {
          value.appendCodePoint(
              awkward.codePoints().skip(random.nextInt(22)).findFirst().orElse('x'));
        }
        values.put(keywords.get(random.nextInt(keywords.size())).name(), value.toString());
      }
      assertThat(Conninfo.parse(Conninfo.toPairs(values), 0)).isEqualTo(values);
      assertThat(Conninfo.parse(Conninfo.toUri(values), 0)).isEqualTo(values);
    }
  }

  @Test
  void givesEnginesAndStrings() {
    DatabaseEngine.Postgres pg = engine("postgresql://u:p%40ss@h1,h2:2/d?sslmode=require");
    assertThat(values(pg))
        .isEqualTo(
            Map.of(
                "user",
                "u",
                "password",
                "p@ss",
                "host",
                "h1,h2",
                "port",
                ",2",
                "dbname",
                "d",
                "sslmode",
                "require"));
    assertThat(engine(ConnectionStrings.toConninfo(pg).reveal())).isEqualTo(pg);
    assertThat(values(engine(ConnectionStrings.toUri(pg).reveal()))).isEqualTo(values(pg));
    assertThatThrownBy(() -> engine("password=hunter2 passwrd=hunter2"))
        .isInstanceOf(FindingsException.class)
        .hasMessageContaining("config.connection-string")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void readsJdbcUrls() {
    ConnectionStrings.Parsed parsed =
        ConnectionStrings.parse(
            "jdbc:postgresql://[::1]:5433/a%2Fb?user=u&password=p+q&ssl=true&tcpKeepAlive=true"
                + "&targetServerType=primary&prepareThreshold=3");
    assertThat(values(parsed.engine()))
        .isEqualTo(
            Map.of(
                "host",
                "::1",
                "port",
                "5433",
                "dbname",
                "a/b",
                "user",
                "u",
                "password",
                "p q",
                "sslmode",
                "verify-full",
                "keepalives",
                "1",
                "target_session_attrs",
                "read-write"));
    assertThat(parsed.ignored().toList())
        .singleElement()
        .satisfies(f -> assertThat(f.message()).contains("prepareThreshold"));
    assertThatThrownBy(() -> ConnectionStrings.parse("jdbc:postgresql://h"))
        .isInstanceOf(FindingsException.class);
    DatabaseEngine.Postgres pg =
        DatabaseEngine.Postgres.builder().host("/run/x").port(5433).user("u").dbname("d").build();
    JdbcSettings socket = JdbcSettings.from(pg);
    assertThat(values(ConnectionStrings.parseJdbc(socket.url(), socket.properties()).engine()))
        .isEqualTo(values(pg));
  }

  @Test
  void addsWhatLibpqWouldAdd(@TempDir Path home) throws IOException {
    Path service =
        Files.writeString(
            home.resolve("services"),
            "# c\n[other]\nhost=no\n[synapse]\nhost=db\nport=5433\nuser=su\nport=1\n[synapse]\nhost=x\n");
    Path pgpass =
        Files.writeString(
            home.resolve(".pgpass"),
            "# c\nx:*:*:*:no\ndb:5433:syn\\:apse:su:s\\:3\\\\cret\ndb:*:*:*:late\n");
    Files.setPosixFilePermissions(pgpass, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> variables =
        Map.of(
            "PGSERVICE", "synapse",
            "PGSERVICEFILE", service.toString(),
            "PGUSER", "eu",
            "PGPORT", "9",
            "PGDATABASE", "edb",
            "PGSSLMODE", "require");
    ConnectionEnvironment environment = new ConnectionEnvironment(variables, home);
    DatabaseEngine.Postgres pg = DatabaseEngine.Postgres.builder().dbname("syn:apse").build();
    ConnectionEnvironment.Resolved resolved = environment.resolve(pg);
    assertThat(values(resolved.engine()))
        .isEqualTo(
            Map.of(
                "dbname",
                "syn:apse",
                "host",
                "db",
                "port",
                "5433",
                "user",
                "su",
                "sslmode",
                "require",
                "password",
                "s:3\\cret"));
    assertThat(resolved.findings().toList()).isEmpty();
    Files.setPosixFilePermissions(pgpass, PosixFilePermissions.fromString("rw-r-----"));
    resolved = environment.resolve(pg);
    assertThat(resolved.engine().params().password()).isEmpty();
    assertThat(resolved.findings().withCode(LintCode.CONNECTION_FILE).size()).isEqualTo(1);
    resolved = new ConnectionEnvironment(Map.of("PGPASSWORD", "x"), home).resolve(pg);
    assertThat(resolved.engine().params().password()).contains(Secret.of("x"));
    assertThat(new ConnectionEnvironment(Map.of()).resolve(pg).engine()).isEqualTo(pg);
    assertThat(
            new ConnectionEnvironment(Map.of("PGSERVICE", "none"))
                .resolve(pg)
                .findings()
                .withCode(LintCode.CONNECTION_FILE)
                .size())
        .isEqualTo(1);
  }
}
