package org.synapsepg.porting.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.testing.OutsideData;

/**
 * The generator makes what it promises: many tables, the same rows from the same seed, no broken
 * key.
 */
class SynapseFixtureTest {
  @TempDir Path folder = Path.of("");

  @Test
  void fillsTablesOfARealSchemaWithoutBreakingAKey() throws Exception {
    Path file = folder.resolve("big.db");
    Map<String, Integer> counts =
        SynapseFixture.of(7, realSchema()).rows(60_000).withEveryOddity().writeTo(file);

    assertThat(counts).hasSizeGreaterThanOrEqualTo(60);
    assertThat(counts.values().stream().mapToInt(i -> i).sum()).isGreaterThanOrEqualTo(50_000);
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = database.createStatement()) {
      try (ResultSet broken = statement.executeQuery("PRAGMA foreign_key_check")) {
        assertThat(broken.next()).as("broken foreign keys").isFalse();
      }
      try (ResultSet odd =
          statement.executeQuery(
              "SELECT count(*) FROM devices WHERE instr(display_name, char(0)) > 0")) {
        assertThat(odd.getInt(1)).isPositive();
      }
    }
  }

  @Test
  void givesTheSameRowsForTheSameSeed() throws Exception {
    SynapseFixture fixture = SynapseFixture.of(99, realSchema()).rows(3_000).withEveryOddity();
    Map<String, Integer> first = fixture.writeTo(folder.resolve("a.db"));
    Map<String, Integer> second = fixture.writeTo(folder.resolve("b.db"));

    assertThat(second).isEqualTo(first);
    assertThat(content(folder.resolve("b.db"))).isEqualTo(content(folder.resolve("a.db")));
  }

  private static List<String> content(Path file) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = database.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT event_id, room_id, json FROM event_json ORDER BY 1")) {
      while (result.next()) {
        rows.add(result.getString(1) + result.getString(2) + result.getString(3));
      }
    }
    return rows;
  }

  private static List<String> realSchema() throws IOException {
    List<Path> versions = OutsideData.fixtureVersions();
    Path newest = versions.get(versions.size() - 1);
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    for (String line : Files.readAllLines(newest.resolve("sqlite-schema.sql"))) {
      statement.append(line).append('\n');
      boolean insideTrigger =
          statement.toString().startsWith("CREATE TRIGGER") && !line.strip().equals("END;");
      if (line.contains(";")
          && line.replaceAll("--.*", "").strip().endsWith(";")
          && !insideTrigger) {
        if (!statement
            .toString()
            .matches("(?s)CREATE TABLE (IF NOT EXISTS )?'.*|CREATE TABLE sqlite_.*")) {
          statements.add(statement.toString());
        }
        statement.setLength(0);
      }
    }
    return statements;
  }
}
