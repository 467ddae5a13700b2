package org.synapsepg.porting.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.testing.OutsideData;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** The derived schema against the catalogues that real Synapse servers made. */
class DerivedSchemaTest {
  @TempDir Path folder;

  @PostgresTest
  void isTheCatalogueThatSynapseMakes(TestDatabase any) throws IOException, SQLException {
    List<String> failures = new ArrayList<>();
    for (Path fixture : OutsideData.fixtureVersions()) {
      DerivedSchema schema = derive(fixture.resolve("a.db.gz"));
      assertThat(schema.findings()).as("%s", fixture).isEmpty();
      JsonObject expected = CatalogueLines.read(fixture.resolve("pg-catalog.json"));
      try (TestDatabase target = any.server().newDatabase()) {
        try (Connection connection = target.source().open()) {
          run(connection, schema.statements());
          compare(fixture, CatalogueLines.of(expected), CatalogueLines.of(connection), failures);
        }
        compare(fixture, rows(expected), rows(target), failures);
      }
    }
    assertThat(failures).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> isTheSameForEveryStateAndLayoutOfARelease() {
    return OutsideData.fixtureVersions().stream()
        .flatMap(
            fixture ->
                Stream.of("b.db.gz", "upgraded/upgraded.db.gz")
                    .map(fixture::resolve)
                    .filter(Files::exists)
                    .map(
                        file ->
                            DynamicTest.dynamicTest(
                                fixture.getFileName() + "/" + fixture.relativize(file),
                                () ->
                                    assertThat(derive(file).statements())
                                        .isNotEmpty()
                                        .isEqualTo(
                                            derive(fixture.resolve("a.db.gz")).statements()))));
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(String.join(";\n", statements));
    }
    connection.commit();
  }

  private static void compare(
      Path fixture, Set<String> expected, Set<String> found, List<String> failures) {
    for (String line : expected) {
      if (!found.contains(line)) {
        failures.add(fixture.getFileName() + ": missing: " + line);
      }
    }
    for (String line : found) {
      if (!expected.contains(line)) {
        failures.add(fixture.getFileName() + ": surplus: " + line);
      }
    }
  }

  private static Set<String> rows(JsonObject catalogue) {
    JsonObject rows = catalogue.getJsonObject("rows_when_fresh");
    Set<String> lines = new TreeSet<>();
    for (JsonObject row :
        rows.getJsonArray("applied_schema_deltas").getValuesAs(JsonObject.class)) {
      lines.add("delta " + row.getInt("version") + "|" + row.getString("file"));
    }
    for (JsonObject row : rows.getJsonArray("schema_version").getValuesAs(JsonObject.class)) {
      lines.add(
          "version " + row.getInt("version") + "|" + (row.getBoolean("upgraded") ? "t" : "f"));
    }
    for (JsonObject row :
        rows.getJsonArray("schema_compat_version").getValuesAs(JsonObject.class)) {
      lines.add("compat " + row.getInt("compat_version"));
    }
    return lines;
  }

  private static Set<String> rows(TestDatabase database) {
    Set<String> lines = new TreeSet<>();
    database
        .query("SELECT version, file FROM applied_schema_deltas")
        .forEach(row -> lines.add("delta " + row));
    database
        .query("SELECT version, upgraded FROM schema_version")
        .forEach(row -> lines.add("version " + row));
    database
        .query("SELECT compat_version FROM schema_compat_version")
        .forEach(row -> lines.add("compat " + row));
    return lines;
  }

  private DerivedSchema derive(Path packed) throws IOException, SQLException {
    return DerivedSchema.of(FixtureSource.of(packed, folder).catalogue());
  }
}
