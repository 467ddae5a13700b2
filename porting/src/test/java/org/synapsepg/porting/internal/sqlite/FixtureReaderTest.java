package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.testing.OutsideData;

/** Databases of real servers: what we read of them is what SQLite reads. */
class FixtureReaderTest {
  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyDatabase() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path version : OutsideData.fixtureVersions()) {
      try (Stream<Path> files = Files.walk(version)) {
        for (Path packed : files.filter(p -> p.toString().endsWith(".db.gz")).sorted().toList()) {
          String id = version.getFileName() + "/" + version.relativize(packed);
          tests.add(DynamicTest.dynamicTest(id, () -> check(packed)));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private void check(Path packed) throws IOException {
    Path here = Files.createTempDirectory(folder, "fixture");
    String name = packed.getFileName().toString().replace(".gz", "");
    for (String suffix : List.of("", "-wal", "-shm")) {
      Path from = packed.resolveSibling(name + suffix + ".gz");
      if (Files.exists(from)) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(from))) {
          Files.copy(in, here.resolve(name + suffix));
        }
      }
    }
    Map<String, Integer> counts = new TreeMap<>();
    SqliteSource source = SqliteSource.file(here.resolve(name)).withCopyFolder(folder);
    try (SqliteSnapshot snapshot = SqliteSnapshot.open(source)) {
      assertThat(SynapseContent.of(snapshot)).isEmpty();
      for (SqliteTable table : snapshot.tables()) {
        try (RowCursor ours = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE);
            RowCursor theirs = snapshot.rowsBySqlite(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
          assertThat(RowDigest.difference(ours, theirs)).as(table.name()).isEmpty();
        }
        counts.put(table.name(), count(snapshot, table));
      }
      Path expected = packed.resolveSibling("counts.json");
      boolean live = Files.exists(packed.resolveSibling(name + "-wal.gz"));
      if (live && Files.exists(expected)) {
        assertThat(snapshot.findings().withCode(SourceCode.WRITE_AHEAD_LOG)).isNotEmpty();
        requireCounts(expected, counts);
      }
    }
  }

  private static int count(SqliteSnapshot snapshot, SqliteTable table) {
    int count = 0;
    try (RowCursor rows = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (rows.next()) {
        count++;
      }
    }
    return count;
  }

  private static void requireCounts(Path expected, Map<String, Integer> counts) throws IOException {
    try (JsonReader reader = Json.createReader(Files.newInputStream(expected))) {
      JsonObject wanted =
          reader.readObject().getJsonObject("counts_with_wal").getJsonObject("counts");
      assertThat(wanted).isNotEmpty();
      for (String table : wanted.keySet()) {
        assertThat(counts.get(table)).as(table).isEqualTo(wanted.getInt(table));
      }
    }
  }
}
