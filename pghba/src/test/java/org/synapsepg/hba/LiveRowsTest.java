package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.Seed;

/** Our rows against those of pg_hba_file_rules, on generated files. */
@ExtendWith(PostgresExtension.class)
class LiveRowsTest {
  private static final int FILES = Integer.getInteger("synapsepg.hba.files", 2_000);

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void rowsAgree(int major, PostgresServers servers) throws Exception {
    compare(major, servers);
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {15, 16, 17})
  void rowsAgreeOnTheMajorsBetween(int major, PostgresServers servers) throws Exception {
    compare(major, servers);
  }

  private static void compare(int major, PostgresServers servers) throws Exception {
    long seed = Seed.of(LiveRowsTest.class);
    HbaGenerator generator = new HbaGenerator(new Random(seed), major);
    Map<String, Integer> errors = new TreeMap<>();
    int invalid = 0;
    try (Connection connection = servers.major(major).superuser("postgres").open();
        Statement statement = connection.createStatement()) {
      Path folder = Path.of(single(statement, "SHOW data_directory"));
      Path hba = folder.resolve("pg_hba.conf");
      HbaServer server = server(statement, major);
      byte[] original = Files.readAllBytes(hba);
      writeCompanions(folder);
      try {
        for (int i = 0; i < FILES || (i < 2 * FILES && !allSaid(major, errors)); i++) {
          String text = generator.file();
          Files.writeString(hba, text);
          List<Map<String, Object>> theirs = rows(statement);
          HbaFile ours = HbaFile.read(hba, server);
          assertThat(ours.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
          assertThat(ours.serverView().stream().map(LiveRowsTest::columns).toList())
              .as("PostgreSQL %d, seed %d, file %d:%n%s", major, seed, i, text)
              .isEqualTo(theirs);
          boolean loads =
              !theirs.isEmpty() && theirs.stream().allMatch(row -> row.containsKey("type"));
          assertThat(ours.loads()).as("seed %d, file %d:%n%s", seed, i, text).isEqualTo(loads);
          invalid += loads ? 0 : 1;
          theirs.forEach(row -> countError(errors, row));
        }
      } finally {
        Files.write(hba, original);
        deleteCompanions(folder);
      }
    }
    report(major, seed, generator, errors, invalid);
  }

  private static boolean allSaid(int major, Map<String, Integer> errors) {
    return Complaints.of(major).stream().allMatch(text -> errors.getOrDefault(text, 0) >= 5);
  }

  private static void report(
      int major, long seed, HbaGenerator generator, Map<String, Integer> errors, int invalid) {
    StringBuilder text = new StringBuilder();
    generator.coverage.forEach(
        (k, v) -> text.append("  ").append(k).append(": ").append(v).append('\n'));
    errors.forEach((k, v) -> text.append("  error ").append(k).append(": ").append(v).append('\n'));
    System.Logger logger = System.getLogger(LiveRowsTest.class.getName());
    logger.log(
        System.Logger.Level.INFO,
        "PostgreSQL {0}, seed {1}: {2} files, {3} invalid\n{4}",
        major,
        String.valueOf(seed),
        String.valueOf(FILES),
        String.valueOf(invalid),
        text);
    assertThat(invalid).as("invalid files").isGreaterThanOrEqualTo(FILES * 3 / 10);
    assertThat(generator.coverage)
        .as("coverage")
        .allSatisfy((k, v) -> assertThat(v).isGreaterThanOrEqualTo(10));
    assertThat(generator.coverage).hasSizeGreaterThanOrEqualTo(80);
    for (String expected : Complaints.of(major)) {
      assertThat(errors.getOrDefault(expected, 0))
          .as("times that the server said: " + expected)
          .isGreaterThanOrEqualTo(5);
    }
  }

  private static void countError(Map<String, Integer> errors, Map<String, Object> row) {
    Object error = row.get("error");
    if (error != null) {
      errors.merge(Complaints.general(error.toString()), 1, Integer::sum);
    } else if (!row.containsKey("type")) {
      errors.merge("(none shown)", 1, Integer::sum);
    }
  }

  static String single(Statement statement, String sql) throws SQLException {
    try (ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return String.valueOf(result.getString(1));
    }
  }

  static HbaServer server(Statement statement, int major) throws SQLException {
    String built = single(statement, "SELECT setting FROM pg_config() WHERE name = 'CONFIGURE'");
    Set<ServerFeature> features = EnumSet.noneOf(ServerFeature.class);
    if (built.contains("--with-openssl") || built.contains("--with-ssl")) {
      features.add(ServerFeature.SSL);
    }
    if (built.contains("--with-gssapi")) {
      features.add(ServerFeature.GSSAPI);
    }
    if (built.contains("--with-ldap")) {
      features.add(ServerFeature.LDAP);
    }
    if (built.contains("--with-pam")) {
      features.add(ServerFeature.PAM);
    }
    return HbaServer.builder(PgVersion.of(major))
        .features(features)
        .sslEnabled(single(statement, "SHOW ssl").equals("on"))
        .build();
  }

  private static void writeCompanions(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : HbaGenerator.companions().entrySet()) {
      Path path = folder.resolve(file.getKey());
      int slash = file.getKey().lastIndexOf('/');
      if (slash > 0) {
        Files.createDirectories(folder.resolve(file.getKey().substring(0, slash)));
      }
      Files.write(path, file.getValue());
    }
  }

  private static void deleteCompanions(Path folder) throws IOException {
    for (String name : HbaGenerator.companions().keySet()) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder.resolve("sub"));
    Files.deleteIfExists(folder.resolve("conf.d"));
  }

  private static List<Map<String, Object>> rows(Statement statement) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (ResultSet result =
        statement.executeQuery("SELECT to_json(r)::text FROM pg_hba_file_rules r")) {
      while (result.next()) {
        try (JsonReader reader = Json.createReader(new StringReader(result.getString(1)))) {
          rows.add(columns(reader.readObject()));
        }
      }
    }
    return rows;
  }

  private static Map<String, Object> columns(JsonObject row) {
    Map<String, Object> columns = new TreeMap<>();
    row.forEach(
        (name, value) -> {
          if (value instanceof JsonArray array) {
            columns.put(name, ServerCasesTest.strings(array));
          } else if (value instanceof JsonString string) {
            columns.put(name, string.getString());
          } else if (value != JsonValue.NULL) {
            columns.put(name, Integer.valueOf(value.toString()));
          }
        });
    return columns;
  }

  private static Map<String, Object> columns(HbaRow row) {
    Map<String, Object> columns = new TreeMap<>();
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
    return columns;
  }

  private static void put(Map<String, Object> columns, String name, @Nullable Object value) {
    if (value != null) {
      columns.put(name, value);
    }
  }
}
