package org.synapsepg.porting.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.Finding;
import org.synapsepg.core.FindingCode;

/** What is not certain is refused, and the finding names it and the way out. */
class SchemaRefusalTest {
  @TempDir Path folder;

  @Test
  void anUnknownDeltaIsNamed() throws SQLException {
    DerivedSchema schema =
        after("INSERT INTO applied_schema_deltas VALUES (99, '99/01_from_the_future.sql')");
    refused(schema, SchemaCode.UNKNOWN_DELTAS, "'99/01_from_the_future.sql'");
  }

  @Test
  void aDeltaWithoutVersionIsUnknown() throws SQLException {
    DerivedSchema schema = after("INSERT INTO applied_schema_deltas VALUES (1, 'odd')");
    refused(schema, SchemaCode.UNKNOWN_DELTAS, "'odd'");
  }

  @Test
  void aMissingDeltaIsNamed() throws SQLException {
    DerivedSchema schema =
        after("DELETE FROM applied_schema_deltas WHERE file = '91/01_media_hash.sql'");
    refused(schema, SchemaCode.NO_SUCH_RELEASE, "'91/01_media_hash.sql'");
  }

  @Test
  void aVersionBelowTheDeltasIsRefused() throws SQLException {
    DerivedSchema schema = after("UPDATE schema_version SET version = 90");
    refused(schema, SchemaCode.VERSION_DIFFERS, "version 90");
  }

  @Test
  void missingTablesAndOddColumnsAreNamedTogether() throws SQLException {
    DerivedSchema schema =
        after(
            "DROP TABLE erased_users",
            "ALTER TABLE users ADD COLUMN favourite_colour TEXT",
            "ALTER TABLE ratelimit_override RENAME COLUMN burst_count TO burst");
    assertThat(schema.findings().toList())
        .extracting(Finding::code)
        .containsExactlyInAnyOrder(
            SchemaCode.TABLE_MISSING, SchemaCode.COLUMNS_DIFFER, SchemaCode.COLUMNS_DIFFER);
    assertThat(schema.findings().render())
        .contains("erased_users", "'favourite_colour'", "'burst_count'", "'burst'");
    assertThat(schema.statements()).isEmpty();
  }

  @Test
  void foreignTablesAreListedAndNothingMore() throws SQLException {
    DerivedSchema schema =
        after("CREATE TABLE module_notes (id INTEGER PRIMARY KEY)", "CREATE TABLE users_old (x)");
    assertThat(schema.foreignTables()).containsExactly("module_notes", "users_old");
    assertThat(schema.findings().hasErrors()).isFalse();
    assertThat(schema.statements()).isEqualTo(after().statements()).isNotEmpty();
  }

  @Test
  void aHigherVersionWithoutADeltaIsTheSameSchema() throws SQLException {
    List<String> expected = new ArrayList<>(after().statements());
    expected.replaceAll(
        sql -> sql.startsWith("INSERT INTO schema_version") ? sql.replace("94", "96") : sql);
    assertThat(after("UPDATE schema_version SET version = 96").statements()).isEqualTo(expected);
  }

  @Test
  void deltasOfAWithdrawnCandidateDoNotMatter() throws SQLException {
    DerivedSchema schema =
        after("INSERT INTO applied_schema_deltas VALUES (92, '92/01_event_stats.sql')");
    assertThat(schema.findings().toList())
        .extracting(Finding::code)
        .containsExactly(SchemaCode.WITHDRAWN_DELTAS);
    assertThat(schema.statements()).isEqualTo(after().statements());
  }

  @Test
  void deltasUpToTheFullSchemaDoNotMatter() throws SQLException {
    DerivedSchema schema =
        after(
            "INSERT INTO applied_schema_deltas VALUES (56, '56/public_room_list_idx.sql')",
            "INSERT INTO applied_schema_deltas VALUES (72, '72/03remove_groups.sql')");
    assertThat(schema.findings()).isEmpty();
    assertThat(schema.statements()).isEqualTo(after().statements());
  }

  private static void refused(DerivedSchema schema, FindingCode code, String quoted) {
    assertThat(schema.findings().toList()).extracting(Finding::code).containsExactly(code);
    Finding finding = schema.findings().toList().get(0);
    assertThat(finding.message()).contains(quoted);
    assertThat(finding.hint().orElseThrow()).contains("PREPARED");
    assertThat(schema.statements()).isEmpty();
  }

  private DerivedSchema after(String... changes) throws SQLException {
    Path file = folder.resolve("source-" + String.join(" ", changes).hashCode() + ".db");
    if (Files.exists(file)) {
      return DerivedSchema.of(FixtureSource.plain(file).catalogue());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : SqliteSchema.newest()) {
        statement.execute(sql);
      }
      for (String sql : changes) {
        statement.execute(sql);
      }
      connection.commit();
    }
    return DerivedSchema.of(FixtureSource.plain(file).catalogue());
  }
}
