package org.synapsepg.porting.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.internal.sqlite.SqliteTable;
import org.synapsepg.porting.internal.synapse.SynapseTables;
import org.synapsepg.testing.OutsideData;

/** The facts about SQLite against databases that real Synapse servers made. */
class SqliteSchemaTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> isThatOfTheRealServer() {
    return OutsideData.fixtureVersions().stream()
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    String.valueOf(fixture.getFileName()),
                    () -> {
                      FixtureSource real = FixtureSource.of(fixture.resolve("a.db.gz"), folder);
                      String release = DerivedSchema.of(real.catalogue()).release().orElseThrow();
                      FixtureSource ours = make(release);
                      assertThat(lines(ours.tables())).isEqualTo(lines(real.tables()));
                      assertThat(ours.catalogue().appliedDeltas())
                          .isEqualTo(real.catalogue().appliedDeltas());
                    }));
  }

  @Test
  void everyFifthReleaseRecognisesItsOwnSchemaOrItsTwin() throws IOException, SQLException {
    recognise(5);
  }

  @Test
  @Tag("long")
  void everyReleaseRecognisesItsOwnSchemaOrItsTwin() throws IOException, SQLException {
    recognise(1);
  }

  private void recognise(int step) throws SQLException {
    List<String> releases = SqliteSchema.releases();
    for (int i = 0; i < releases.size(); i += step) {
      String release = releases.get(i);
      DerivedSchema schema = DerivedSchema.of(make(release).catalogue());
      assertThat(schema.findings()).as(release).isEmpty();
      assertThat(schema.statements()).as(release).isNotEmpty();
      Set<String> twins =
          schema.release().orElseThrow().equals(release)
              ? Set.of()
              : Set.of("1.71.0rc1", "1.136.0rc1", "1.100.0rc1");
      assertThat(twins.isEmpty() || twins.contains(release)).as(release).isTrue();
    }
  }

  private FixtureSource make(String release) throws SQLException {
    Path file = folder.resolve(release + ".db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : SqliteSchema.ofRelease(release)) {
        statement.execute(sql);
      }
      connection.commit();
    }
    return FixtureSource.plain(file);
  }

  private static Set<String> lines(List<SqliteTable> tables) {
    Set<String> lines = new TreeSet<>();
    for (SqliteTable table : tables) {
      if (SynapseTables.isSourceInternal(table.name())) {
        continue;
      }
      lines.add(table.name() + " " + table.kind() + " " + table.rowidAlias());
      for (int i = 0; i < table.columns().size(); i++) {
        lines.add(table.name() + " " + i + " " + table.columns().get(i));
      }
      table
          .indexes()
          .forEach(
              index ->
                  lines.add(
                      String.join(
                          " ",
                          table.name(),
                          index.name().startsWith("sqlite_autoindex") ? "-" : index.name(),
                          index.origin().name(),
                          String.valueOf(index.unique()),
                          String.valueOf(index.partial()),
                          index.columns().toString())));
      table.foreignKeys().forEach(key -> lines.add(table.name() + " " + key));
    }
    return lines;
  }
}
