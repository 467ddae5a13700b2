package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.FindingCode;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;

/** The page reader against SQLite itself, over generated databases. */
class ReaderDifferentialTest {
  @TempDir Path folder;

  @Test
  void givesWhatSqliteGives() throws Exception {
    compare(0, Integer.getInteger("synapsepg.reader.databases", 2100));
  }

  @Test
  @Tag("long")
  void givesWhatSqliteGivesForManyMore() throws Exception {
    compare(1_000_000, Integer.getInteger("synapsepg.reader.databases.long", 30_000));
  }

  @Test
  void doesNotTakeDamageForData() throws Exception {
    damage(0, Integer.getInteger("synapsepg.reader.damaged", 800));
  }

  @Test
  @Tag("long")
  void doesNotTakeMuchDamageForData() throws Exception {
    damage(1_000_000, Integer.getInteger("synapsepg.reader.damaged.long", 30_000));
  }

  private void compare(long firstSeed, int count) throws SQLException, IOException {
    Map<GeneratedDatabase.Left, Integer> made = new EnumMap<>(GeneratedDatabase.Left.class);
    Map<FindingCode, Integer> told = new HashMap<>();
    for (long seed = firstSeed; seed < firstSeed + count; seed++) {
      Path file = folder.resolve("d" + seed + ".db");
      GeneratedDatabase database = GeneratedDatabase.make(seed, file);
      age();
      made.merge(database.left, 1, Integer::sum);
      try (SqliteSnapshot snapshot = SqliteSnapshot.open(source(file))) {
        snapshot.findings().forEach(f -> told.merge(f.code(), 1, Integer::sum));
        assertThat(snapshot.tables().stream().map(SqliteTable::name))
            .as("seed %d", seed)
            .containsExactlyElementsOf(database.digests.keySet());
        for (SqliteTable table : snapshot.tables()) {
          compare(database, snapshot, table);
        }
      } catch (SqliteSourceException e) {
        fail("seed " + seed + " " + database.left, e);
      }
      clear();
    }
    assertThat(made).hasSize(GeneratedDatabase.Left.values().length);
    assertThat(told)
        .as("logs and journals were read as such")
        .containsKeys(SourceCode.WRITE_AHEAD_LOG, SourceCode.HOT_JOURNAL);
  }

  private static void compare(
      GeneratedDatabase database, SqliteSnapshot snapshot, SqliteTable table) {
    String what = "seed " + database.seed + " " + database.left + " table " + table.name();
    long digest;
    try (RowCursor rows = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
      digest = RowDigest.of(rows);
    }
    Long expected = database.digests.get(table.name());
    if (expected == null || digest != expected) {
      try (RowCursor rows = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE);
          RowCursor theirs = snapshot.rowsBySqlite(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
        fail(what + ": " + RowDigest.difference(rows, theirs));
      }
    }
    compareRanges(snapshot, table, what, database.seed);
  }

  /** Ranges of rowids, bounds and leaves agree with the whole. */
  private static void compareRanges(
      SqliteSnapshot snapshot, SqliteTable table, String what, long seed) {
    LeafCursor leaves = snapshot.leaves(table).orElse(null);
    if (leaves == null) {
      return;
    }
    List<Long> rowids = new ArrayList<>();
    try (RowCursor rows = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
      while (rows.next()) {
        rowids.add(rows.rowid());
      }
    }
    int counted = 0;
    while (leaves.next()) {
      assertThat(leaves.firstRowid()).as(what).isEqualTo(rowids.get(counted));
      counted += leaves.rows();
      assertThat(leaves.lastRowid()).as(what).isEqualTo(rowids.get(counted - 1));
    }
    assertThat(counted).as(what).isEqualTo(rowids.size());
    if (rowids.isEmpty()) {
      assertThat(snapshot.rowidBounds(table)).as(what).isEmpty();
      return;
    }
    assertThat(snapshot.rowidBounds(table))
        .as(what)
        .contains(new RowidBounds(rowids.get(0), rowids.get(rowids.size() - 1)));
    SplittableRandom random = new SplittableRandom(seed);
    long from = rowids.get(random.nextInt(rowids.size())) + random.nextInt(-1, 2);
    long to = rowids.get(random.nextInt(rowids.size())) + random.nextInt(-1, 2);
    List<Long> expected = rowids.stream().filter(r -> r >= from && r <= to).toList();
    List<Long> found = new ArrayList<>();
    try (RowCursor rows = snapshot.rows(table, from, to)) {
      while (rows.next()) {
        found.add(rows.rowid());
      }
    }
    assertThat(found).as("%s from %d to %d", what, from, to).isEqualTo(expected);
  }

  private void damage(long firstSeed, int count) throws SQLException, IOException {
    int equal = 0;
    int refused = 0;
    for (long seed = firstSeed; seed < firstSeed + count; ) {
      Path whole = folder.resolve("whole" + seed + ".db");
      GeneratedDatabase.make(seed, whole);
      for (int variant = 0; variant < 10; variant++, seed++) {
        Path file = folder.resolve("damaged.db");
        String wounds = damaged(whole, file, seed);
        age();
        try (SqliteSnapshot snapshot = SqliteSnapshot.open(source(file))) {
          for (SqliteTable table : snapshot.tables()) {
            refused += readsAsSqliteOrRefuses(snapshot, table, "seed " + seed + wounds) ? 0 : 1;
          }
          equal++;
        } catch (SqliteSourceException e) {
          refused++;
        }
      }
      clear();
    }
    assertThat(equal).as("some damage is to free space or values").isPositive();
    assertThat(refused).as("some damage is to structure").isPositive();
  }

  private static String damaged(Path whole, Path file, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    String wounds = "";
    for (String suffix : List.of("", "-wal", "-journal")) {
      Path from = GeneratedDatabase.beside(whole, suffix);
      Path to = GeneratedDatabase.beside(file, suffix);
      Files.deleteIfExists(to);
      if (Files.exists(from)) {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        if (suffix.isEmpty() || random.nextInt(3) == 0) {
          wounds += " " + suffix + FileDamage.inflict(to, random);
        }
      }
    }
    return wounds;
  }

  private static boolean readsAsSqliteOrRefuses(
      SqliteSnapshot snapshot, SqliteTable table, String what) {
    try (RowCursor ours = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE);
        RowCursor theirs = snapshot.rowsBySqlite(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
      String difference = RowDigest.difference(ours, theirs);
      assertThat(difference).as("%s table %s", what, table.name()).isEmpty();
      return true;
    } catch (SqliteSourceException e) {
      return false;
    }
  }

  private SqliteSource source(Path file) {
    return SqliteSource.file(file).withCopyFolder(folder);
  }

  /** As if written a while ago: a file written just now is waited for until its clock has moved. */
  private void age() throws IOException {
    FileTime before = FileTime.from(Instant.now().minusSeconds(60));
    try (var files = Files.list(folder)) {
      for (Path path : files.toList()) {
        Files.setLastModifiedTime(path, before);
      }
    }
  }

  private void clear() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path path : files.toList()) {
        Files.delete(path);
      }
    }
  }
}
