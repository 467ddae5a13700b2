package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import jakarta.annotation.Nullable;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every verdict of a real server that the folder of cases holds; each case is one test. */
class ServerCasesTest {
  private final CaseFile cases = CaseFile.read();

  private Stream<DynamicTest> each(String section, java.util.function.Consumer<JsonObject> check) {
    List<JsonObject> all = cases.cases(section);
    assertThat(all).as("cases of " + section).isNotEmpty();
    return all.stream()
        .map(
            c ->
                dynamicTest(
                    c.getString("id") + ": " + c.getString("title", ""), () -> check.accept(c)));
  }

  @TestFactory
  Stream<DynamicTest> parse() {
    return each("hba_parse", c -> checkView(c, true));
  }

  @TestFactory
  Stream<DynamicTest> sslOff() {
    return each(
        "ssl_off",
        c -> {
          checkView(c, false);
          CaseFile.forEachVersion(c, (major, result) -> checkSslOffConnection(c, major, result));
        });
  }

  private void checkView(JsonObject c, boolean ssl) {
    Map<String, byte[]> files = CaseFile.files(c);
    CaseFile.forEachVersion(
        c,
        (major, result) -> {
          HbaFile file = cases.hba(files, cases.server(major, ssl));
          assertThat(file.bytes()).isEqualTo(files.get("pg_hba.conf"));
          assertThat(file.serverView().stream().map(ServerCasesTest::columns).toList())
              .as("rows on %d", major)
              .isEqualTo(rows(result));
          assertThat(file.loads()).as("loads on %d", major).isEqualTo(result.getBoolean("loads"));
          assertThat(file.errors().hasErrors()).isEqualTo(!file.loads());
        });
  }

  private void checkSslOffConnection(JsonObject c, int major, JsonObject result) {
    if (!result.containsKey("connection")) {
      return;
    }
    JsonObject connection = result.getJsonObject("connection");
    HbaFile file = cases.hba(CaseFile.files(c), cases.server(major, false));
    HbaDecision decision =
        file.decide(request().user("alice").database("db1").ssl(false).gssEncrypted(false).build());
    if (connection.get("match_line") == null || connection.get("match_line") == JsonValue.NULL) {
      assertThat(decision).isInstanceOf(HbaDecision.NoRule.class);
    } else {
      assertThat(decision).isInstanceOf(HbaDecision.Matched.class);
      assertThat(file.lineOf(((HbaDecision.Matched) decision).rule()))
          .isEqualTo(connection.getInt("match_line"));
    }
  }

  private static ConnectionRequest.Builder request() {
    return ConnectionRequest.tcp("192.168.1.20");
  }

  @TestFactory
  Stream<DynamicTest> match() {
    return each(
        "hba_match",
        c -> {
          Map<String, byte[]> files = CaseFile.files(c);
          for (JsonObject connection :
              c.getJsonArray("connections").getValuesAs(JsonObject.class)) {
            CaseFile.forEachVersion(
                connection,
                (major, result) -> {
                  HbaFile file = cases.hba(files, cases.server(major, true));
                  HbaDecision decision = file.decide(request(connection));
                  assertThat(outcome(file, decision))
                      .as("%s on %d%n%s", connection, major, decision.explain())
                      .isEqualTo(expectedOutcome(result));
                  assertThat(lastStep(decision)).isEqualTo(kind(decision));
                });
          }
        });
  }

  private ConnectionRequest request(JsonObject connection) {
    ConnectionRequest.Builder builder =
        connection.getString("type").equals("local")
            ? ConnectionRequest.local()
            : ConnectionRequest.tcp(connection.getString("client_address", "192.168.1.20"))
                .ssl(CaseFile.isTrue(connection, "ssl"))
                .gssEncrypted(false);
    builder.user(connection.getString("user")).roles(cases.roles()).hostNames(cases.hostNames());
    if (connection.containsKey("database") && !connection.isNull("database")) {
      builder.database(connection.getString("database"));
    }
    cases.interfaces().forEach(builder::serverInterface);
    return builder.replication(replication(connection.get("replication"))).build();
  }

  /** A boolean that is true asks for physical replication, the word database for logical. */
  private static ConnectionRequest.Replication replication(@Nullable JsonValue value) {
    if (value == null || value == JsonValue.NULL || value == JsonValue.FALSE) {
      return ConnectionRequest.Replication.NONE;
    }
    if (value == JsonValue.TRUE) {
      return ConnectionRequest.Replication.PHYSICAL;
    }
    String text = value instanceof JsonString string ? string.getString() : value.toString();
    if (text.equals("database")) {
      return ConnectionRequest.Replication.LOGICAL;
    }
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    boolean yes =
        !lower.isEmpty()
            && ("true".startsWith(lower)
                || "yes".startsWith(lower)
                || lower.equals("on")
                || lower.equals("1"));
    return yes ? ConnectionRequest.Replication.PHYSICAL : ConnectionRequest.Replication.NONE;
  }

  private static String expectedOutcome(JsonObject result) {
    String outcome = result.getString("outcome");
    return outcome.equals("line")
        ? result.getString("file", "pg_hba.conf") + ":" + result.getInt("line")
        : outcome;
  }

  private static String outcome(HbaFile file, HbaDecision decision) {
    if (decision instanceof HbaDecision.Matched matched) {
      return matched.rule().method() == AuthMethod.REJECT
          ? "reject"
          : file.locationOf(matched.rule()).source() + ":" + file.lineOf(matched.rule());
    }
    return decision instanceof HbaDecision.NoRule ? "no-match" : decision.toString();
  }

  private static String lastStep(HbaDecision decision) {
    List<HbaTrace.Step> steps = decision.trace().steps();
    return steps.isEmpty() ? "FAILS" : steps.get(steps.size() - 1).result().name();
  }

  private static String kind(HbaDecision decision) {
    return decision instanceof HbaDecision.Matched
        ? "MATCHES"
        : decision instanceof HbaDecision.NoRule ? "FAILS" : "UNKNOWN";
  }

  @TestFactory
  Stream<DynamicTest> identParse() {
    return each(
        "ident_parse",
        c ->
            CaseFile.forEachVersion(
                c,
                (major, result) -> {
                  Map<String, byte[]> files = CaseFile.files(c);
                  IdentFile file = CaseFile.ident(files, major);
                  assertThat(file.bytes()).isEqualTo(files.get("pg_ident.conf"));
                  assertThat(file.loads())
                      .as("loads on %d", major)
                      .isEqualTo(result.getBoolean("loads"));
                  if (result.containsKey("rows")) {
                    assertThat(file.serverView().stream().map(ServerCasesTest::columns).toList())
                        .as("rows on %d", major)
                        .isEqualTo(rows(result));
                  }
                }));
  }

  @TestFactory
  Stream<DynamicTest> identMatch() {
    return each(
        "ident_match",
        c -> {
          for (JsonObject connection :
              c.getJsonArray("connections").getValuesAs(JsonObject.class)) {
            CaseFile.forEachVersion(
                connection, (major, result) -> checkLogin(c, connection, major, result));
          }
        });
  }

  private void checkLogin(JsonObject c, JsonObject connection, int major, JsonObject result) {
    HbaFile hba =
        cases.hba(
            Map.of("pg_hba.conf", c.getString("hba").getBytes(StandardCharsets.UTF_8)),
            cases.server(major, true));
    IdentFile ident = CaseFile.ident(CaseFile.files(c), major);
    boolean refusedHere = CaseFile.ints(c.getJsonArray("does_not_load_on")).contains(major);
    assertThat(ident.loads()).as("loads on %d", major).isEqualTo(!refusedHere);
    if (refusedHere) {
      String inForce = c.getString("maps_in_force_where_it_does_not_load", "");
      ident =
          CaseFile.ident(Map.of("pg_ident.conf", inForce.getBytes(StandardCharsets.UTF_8)), major);
    }
    String user = connection.getString("user");
    String systemUser = connection.getString("system_user");
    HbaDecision decision =
        hba.decide(
            ConnectionRequest.local().user(user).database("db1").roles(cases.roles()).build());
    assertThat(decision).isInstanceOf(HbaDecision.Matched.class);
    String map = ((HbaDecision.Matched) decision).rule().findOption("map").orElse("");
    IdentDecision login = ident.decide(map, systemUser, user, Optional.of(cases.roles()));
    assertThat(login)
        .as("%s on %d", connection, major)
        .isNotInstanceOf(IdentDecision.Undecided.class);
    assertThat(login.isAllowed())
        .as("%s on %d: %s", connection, major, login)
        .isEqualTo(result.getBoolean("authenticated"));
    List<String> log = strings(result.getJsonArray("log"));
    boolean aboutNames =
        log.stream()
            .anyMatch(
                l ->
                    l.startsWith("LOG:  no match in usermap")
                        || l.startsWith("LOG:  provided user name"));
    if (aboutNames && login instanceof IdentDecision.Refused refused) {
      assertThat(log).contains("LOG:  " + refused.reason());
    }
  }

  @TestFactory
  Stream<DynamicTest> authentication() {
    return each("auth", c -> AuthenticationCase.check(cases, c));
  }

  static List<String> strings(@Nullable JsonArray array) {
    List<String> all = new ArrayList<>();
    if (array != null) {
      array.forEach(v -> all.add(((JsonString) v).getString()));
    }
    return all;
  }

  private static List<Map<String, Object>> rows(JsonObject result) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (JsonObject row : result.getJsonArray("rows").getValuesAs(JsonObject.class)) {
      Map<String, Object> columns = new TreeMap<>();
      row.forEach(
          (name, value) -> {
            if (value instanceof JsonArray array) {
              columns.put(name, strings(array));
            } else if (value instanceof JsonString string) {
              columns.put(name, string.getString());
            } else if (value != JsonValue.NULL) {
              columns.put(name, Integer.valueOf(value.toString()));
            }
          });
      rows.add(columns);
    }
    return rows;
  }

  private static Map<String, Object> columns(HbaRow row) {
    Map<String, Object> columns = new LinkedHashMap<>();
    put(columns, "rule_number", row.ruleNumber());
    put(columns, "file_name", row.fileName());
    put(columns, "line_number", row.lineNumber());
    put(columns, "type", row.type());
    put(columns, "database", row.database());
    put(columns, "user_name", row.userName());
    put(columns, "address", row.address());
    put(columns, "netmask", row.netmask());
    put(columns, "auth_method", row.authMethod());
    put(columns, "options", row.options());
    put(columns, "error", row.error());
    return new TreeMap<>(columns);
  }

  private static Map<String, Object> columns(IdentRow row) {
    Map<String, Object> columns = new LinkedHashMap<>();
    put(columns, "map_number", row.mapNumber());
    put(columns, "file_name", row.fileName());
    put(columns, "line_number", row.lineNumber());
    put(columns, "map_name", row.mapName());
    put(columns, "sys_name", row.sysName());
    put(columns, "pg_username", row.pgUsername());
    put(columns, "error", row.error());
    return new TreeMap<>(columns);
  }

  private static void put(Map<String, Object> columns, String name, @Nullable Object value) {
    if (value != null) {
      columns.put(name, value);
    }
  }
}
