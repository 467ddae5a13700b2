package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;

/**
 * States in which a database is found, in three forms: what was committed is read, or the file is
 * refused by name; either way its folder is as before.
 */
abstract class SourceStates {
  @TempDir Path folder;

  private record State(SourceScene.Step setUp, @Nullable SourceCode outcome) {}

  private final Map<String, State> states = new LinkedHashMap<>();

  void read(String name, SourceScene.Step setUp) {
    states.put(name, new State(setUp, null));
  }

  void refuse(String name, SourceCode code, SourceScene.Step setUp) {
    states.put(name, new State(setUp, code));
  }

  /** A test for each state and form. */
  Stream<DynamicTest> tests() {
    List<DynamicTest> tests = new ArrayList<>();
    states.forEach(
        (name, state) -> {
          for (int variant = 0; variant < 3; variant++) {
            int form = variant;
            tests.add(
                DynamicTest.dynamicTest(name + ", form " + form, () -> check(name, state, form)));
          }
        });
    assertThat(tests).hasSizeGreaterThanOrEqualTo(60);
    return tests.stream();
  }

  private void check(String name, State state, int variant) throws Exception {
    Path parent = Files.createTempDirectory(folder, "state");
    Path copies = Files.createDirectory(parent.resolve("copies"));
    try (SourceScene scene = new SourceScene(parent, variant)) {
      state.setUp().run(scene);
      Map<String, Integer> before = scene.contents();
      SqliteSource source = SqliteSource.file(scene.file).withCopyFolder(copies);
      if (name.contains("no room")) {
        source = source.withCopyFolder(copies.resolve("missing"));
      }
      // The superuser may write all the same; for others this is a read-only mount.
      scene.setWritable(!name.contains("read-only"));
      SourceCode refused = null;
      try (SqliteSnapshot snapshot = SqliteSnapshot.open(source)) {
        SqliteTable table = snapshot.findTable("t").orElseThrow();
        assertThat(snapshot.tables()).hasSize(1);
        long digest = RowDigest.of(snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE));
        long theirs = RowDigest.of(snapshot.rowsBySqlite(table, Long.MIN_VALUE, Long.MAX_VALUE));
        assertThat(theirs).as("SQLite's reading").isEqualTo(scene.expected());
        assertThat(digest).as("our reading").isEqualTo(scene.expected());
        snapshot.openWitness().close();
        snapshot.requireUnchanged();
      } catch (SqliteSourceException e) {
        if (state.outcome() == null) {
          throw e;
        }
        assertThat(e.finding().hint()).as("what to do").isPresent();
        assertThat(e.finding().location()).as("where").isPresent();
        refused = (SourceCode) e.code();
      }
      assertThat(refused).isEqualTo(state.outcome());
      assertThat(scene.contents()).as("the folder").isEqualTo(before);
      try (Stream<Path> left = Files.list(copies)) {
        assertThat(left).as("private copies").isEmpty();
      }
    }
  }

  static void clean(SourceScene scene, String mode) throws Exception {
    Connection connection = scene.create("a", mode);
    scene.expect(connection);
    scene.stop(connection);
    scene.take("a", "");
  }

  interface Change {
    void make(Connection connection) throws Exception;
  }

  /** What is expected is there before the change. */
  static void leftLog(SourceScene scene, String index, Change change) throws Exception {
    Connection connection = scene.create("a", "WAL");
    SourceScene.insert(connection, 30);
    scene.expect(connection);
    change.make(connection);
    takeLog(scene, index);
  }

  static void leftLogWithExpectation(SourceScene scene, String index, Change change)
      throws Exception {
    Connection connection = scene.create("a", "WAL");
    change.make(connection);
    scene.expect(connection);
    takeLog(scene, index);
  }

  static void takeLog(SourceScene scene, String index) throws IOException {
    scene.take("a", "", "-wal");
    if (!index.isEmpty()) {
      scene.take("a", index);
    }
  }

  static void hotJournal(SourceScene scene, String mode) throws Exception {
    Connection connection = scene.create("a", mode);
    SourceScene.run(connection, "PRAGMA synchronous=NORMAL");
    scene.expect(connection);
    SourceScene.interrupt(connection);
    scene.take("a", "", "-journal");
  }
}
