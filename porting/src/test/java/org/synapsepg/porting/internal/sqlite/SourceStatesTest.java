package org.synapsepg.porting.internal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;

/**
 * Every state in which a database is found, in three forms: what was committed is read, or the file
 * is refused by name; either way its folder is as before.
 */
class SourceStatesTest {
  @TempDir Path folder;

  private record State(SourceScene.Step setUp, @Nullable SourceCode outcome) {}

  private final Map<String, State> states = new LinkedHashMap<>();

  private void read(String name, SourceScene.Step setUp) {
    states.put(name, new State(setUp, null));
  }

  private void refuse(String name, SourceCode code, SourceScene.Step setUp) {
    states.put(name, new State(setUp, code));
  }

  @TestFactory
  Stream<DynamicTest> everyState() {
    cleanFiles();
    leftLogs();
    journals();
    liveWriters();
    logsThatDoNotBelong();
    noDatabases();
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

  private void cleanFiles() {
    for (String mode : List.of("DELETE", "WAL")) {
      read("clean, " + mode, scene -> clean(scene, mode));
      read(
          "behind a symbolic link, " + mode,
          scene -> {
            clean(scene, mode);
            Path real = scene.beside("-real");
            Files.move(scene.file, real);
            Files.createSymbolicLink(scene.file, real);
          });
    }
    read(
        "an empty log beside it",
        scene -> {
          clean(scene, "WAL");
          Files.createFile(scene.beside("-wal"));
        });
    read(
        "an index without a log, nothing lost",
        scene -> {
          clean(scene, "WAL");
          Files.write(scene.beside("-shm"), new byte[32768]);
        });
    read(
        "a log that never had a frame, in rollback mode",
        scene -> {
          clean(scene, "DELETE");
          Files.write(scene.beside("-wal"), new byte[32]);
        });
  }

  private static void clean(SourceScene scene, String mode) throws Exception {
    Connection connection = scene.create("a", mode);
    scene.expect(connection);
    scene.stop(connection);
    scene.take("a", "");
  }

  private void leftLogs() {
    for (String index : List.of("", "-shm")) {
      String what = index.isEmpty() ? "without its index" : "with its index";
      read("a log " + what, scene -> leftLog(scene, index, c -> {}));
      read(
          "a log " + what + ", a transaction not committed",
          scene -> leftLog(scene, index, SourceScene::interrupt));
      read(
          "a log " + what + ", all of it in the file",
          scene -> leftLog(scene, index, c -> SourceScene.run(c, "PRAGMA wal_checkpoint")));
      read(
          "a log " + what + ", used anew",
          scene ->
              leftLogWithExpectation(
                  scene,
                  index,
                  c -> {
                    SourceScene.run(c, "PRAGMA wal_checkpoint(RESTART)");
                    SourceScene.run(c, "INSERT INTO t(a) VALUES('anew')");
                  }));
    }
    read(
        "a log cut in its last frame",
        scene -> {
          leftLog(scene, "", c -> SourceScene.run(c, "INSERT INTO t(a) VALUES('torn')"));
          SourceScene.cut(scene.beside("-wal"), Files.size(scene.beside("-wal")) - 7);
        });
    read(
        "a log whose last frame is damaged",
        scene -> {
          leftLog(scene, "", c -> SourceScene.run(c, "INSERT INTO t(a) VALUES('torn')"));
          int size = (int) Files.size(scene.beside("-wal"));
          SourceScene.patch(scene.beside("-wal"), size - 3, 77, 78, 79);
        });
    refuse(
        "a log, and no room for a copy",
        SourceCode.NO_ROOM_FOR_COPY,
        scene -> leftLog(scene, "", c -> {}));
    refuse(
        "the log is lost, the index tells",
        SourceCode.LOG_MISSING,
        scene -> {
          leftLog(scene, "-shm", c -> {});
          Files.delete(scene.beside("-wal"));
        });
    refuse(
        "copied without the log in the middle of a checkpoint",
        SourceCode.TRUNCATED,
        scene -> {
          Connection connection = scene.create("a", "WAL");
          scene.stop(connection);
          scene.take("a", "");
          SourceScene.cut(scene.file, Files.size(scene.file) - scene.pageSize);
        });
  }

  private interface Change {
    void make(Connection connection) throws Exception;
  }

  /** What is expected is there before the change. */
  private static void leftLog(SourceScene scene, String index, Change change) throws Exception {
    Connection connection = scene.create("a", "WAL");
    SourceScene.insert(connection, 30);
    scene.expect(connection);
    change.make(connection);
    takeLog(scene, index);
  }

  private static void leftLogWithExpectation(SourceScene scene, String index, Change change)
      throws Exception {
    Connection connection = scene.create("a", "WAL");
    change.make(connection);
    scene.expect(connection);
    takeLog(scene, index);
  }

  private static void takeLog(SourceScene scene, String index) throws IOException {
    scene.take("a", "", "-wal");
    if (!index.isEmpty()) {
      scene.take("a", index);
    }
  }

  private void journals() {
    for (String mode : List.of("DELETE", "PERSIST", "TRUNCATE")) {
      read("a hot journal, " + mode, scene -> hotJournal(scene, mode));
      read(
          "a finished journal, " + mode,
          scene -> {
            Connection connection = scene.create("a", mode);
            scene.expect(connection);
            scene.take("a", "");
            if (!mode.equals("DELETE")) {
              scene.take("a", "-journal");
            }
          });
    }
    read(
        "a journal that was never begun",
        scene -> {
          clean(scene, "DELETE");
          Files.write(scene.beside("-journal"), new byte[512]);
        });
    read(
        "a journal of garbage",
        scene -> {
          clean(scene, "DELETE");
          Files.write(scene.beside("-journal"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        });
    read(
        "a hot journal cut in its last record",
        scene -> {
          hotJournal(scene, "DELETE");
          Path journal = scene.beside("-journal");
          Files.write(journal, new byte[100], StandardOpenOption.APPEND);
        });
    refuse(
        "a hot journal, and no room for a copy",
        SourceCode.NO_ROOM_FOR_COPY,
        scene -> hotJournal(scene, "DELETE"));
  }

  private static void hotJournal(SourceScene scene, String mode) throws Exception {
    Connection connection = scene.create("a", mode);
    SourceScene.run(connection, "PRAGMA synchronous=NORMAL");
    scene.expect(connection);
    SourceScene.interrupt(connection);
    scene.take("a", "", "-journal");
  }

  private void liveWriters() {
    read("a server runs, nothing written yet", scene -> live(scene, c -> {}));
    read(
        "a server runs and has written",
        scene ->
            live(
                scene,
                c -> {
                  SourceScene.insert(c, 50);
                  scene.expect(c);
                }));
    read(
        "a server runs and is in a transaction",
        scene ->
            live(
                scene,
                c -> {
                  SourceScene.insert(c, 50);
                  scene.expect(c);
                  SourceScene.interrupt(c);
                }));
    read(
        "a server runs and has checkpointed",
        scene ->
            live(
                scene,
                c -> {
                  SourceScene.insert(c, 50);
                  SourceScene.run(c, "PRAGMA wal_checkpoint");
                  scene.expect(c);
                }));
    read(
        "a writer in rollback mode has begun",
        scene -> {
          clean(scene, "DELETE");
          SourceScene.run(scene.attach(), "BEGIN IMMEDIATE", "DELETE FROM t");
        });
    refuse(
        "a writer in rollback mode keeps the file locked",
        SourceCode.LOCKED,
        scene -> {
          clean(scene, "DELETE");
          SourceScene.run(scene.attach(), "BEGIN EXCLUSIVE");
        });
  }

  private static void live(SourceScene scene, Change change) throws Exception {
    clean(scene, "WAL");
    Connection server = scene.attach();
    SourceScene.run(server, "SELECT count(*) FROM t");
    change.make(server);
  }

  private void logsThatDoNotBelong() {
    refuse(
        "a log with other pages",
        SourceCode.LOG_FOREIGN,
        scene -> {
          clean(scene, "WAL");
          Connection other = scene.create("b", "DELETE");
          int size = scene.pageSize == 4096 ? 1024 : 4096;
          SourceScene.run(
              other,
              "PRAGMA page_size=" + size,
              "VACUUM",
              "PRAGMA journal_mode=WAL",
              "INSERT INTO t(a) VALUES('other')");
          Files.copy(scene.inWorkshop("b-wal"), scene.beside("-wal"));
        });
    refuse(
        "a log of a larger database",
        SourceCode.LOG_FOREIGN,
        scene -> {
          clean(scene, "WAL");
          Connection other = scene.create("b", "WAL");
          SourceScene.run(other, "UPDATE t SET b = randomblob(70000) WHERE id < 60");
          SourceScene.run(other, "PRAGMA wal_checkpoint(TRUNCATE)");
          SourceScene.run(other, "INSERT INTO t(a) VALUES('other')");
          Files.copy(scene.inWorkshop("b-wal"), scene.beside("-wal"));
        });
    refuse(
        "a log beside a file in rollback mode",
        SourceCode.LOG_FOREIGN,
        scene -> {
          clean(scene, "DELETE");
          scene.create("b", "WAL");
          Files.copy(scene.inWorkshop("b-wal"), scene.beside("-wal"));
        });
    refuse(
        "a journal of an earlier state",
        SourceCode.LOG_FOREIGN,
        scene -> {
          Connection connection = scene.create("a", "DELETE");
          SourceScene.interrupt(connection);
          scene.take("a", "-journal");
          SourceScene.run(
              connection,
              "ROLLBACK",
              "INSERT INTO t(a) VALUES('1')",
              "INSERT INTO t(a) VALUES('2')",
              "INSERT INTO t(a) VALUES('3')");
          scene.take("a", "");
        });
    refuse(
        "a journal over several databases",
        SourceCode.LOG_FOREIGN,
        scene -> {
          hotJournal(scene, "DELETE");
          Path journal = scene.beside("-journal");
          byte[] name = "/elsewhere/x-mj01".getBytes(java.nio.charset.StandardCharsets.UTF_8);
          java.nio.ByteBuffer end = java.nio.ByteBuffer.allocate(name.length + 20);
          int sum = 0;
          for (byte b : name) {
            sum += b;
          }
          end.putInt(0x40000000 / scene.pageSize + 1).put(name).putInt(name.length).putInt(sum);
          end.putLong(0xd9d505f920a163d7L);
          Files.write(journal, end.array(), StandardOpenOption.APPEND);
        });
  }

  private void noDatabases() {
    refuse("no file", SourceCode.NOT_FOUND, scene -> {});
    refuse("a folder", SourceCode.NOT_FOUND, scene -> Files.createDirectory(scene.file));
    refuse(
        "a link to nothing",
        SourceCode.NOT_FOUND,
        scene -> Files.createSymbolicLink(scene.file, scene.beside("-gone")));
    refuse("zero length", SourceCode.EMPTY_FILE, scene -> Files.createFile(scene.file));
    refuse(
        "zero length with a journal",
        SourceCode.EMPTY_FILE,
        scene -> {
          hotJournal(scene, "DELETE");
          SourceScene.cut(scene.file, 0);
        });
    byte[] noise = new byte[8192];
    new Random(1).nextBytes(noise);
    notDatabase("random bytes, as when encrypted", noise);
    notDatabase("zeros", new byte[8192]);
    notDatabase("gzip", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
    notDatabase("a dump", "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n".getBytes(UTF_8));
    notDatabase("text", "database: name: psycopg2\n".getBytes(UTF_8));
    notDatabase("the first 40 bytes alone", "SQLite format 3\0        ".getBytes(UTF_8));
    refuse(
        "cut in half",
        SourceCode.TRUNCATED,
        scene -> {
          clean(scene, "DELETE");
          SourceScene.cut(scene.file, Files.size(scene.file) / 2);
        });
    for (int[] wound : new int[][] {{16, 3, 3}, {19, 7}, {20, 255}, {59, 9}}) {
      refuse(
          "a header that cannot be, byte " + wound[0],
          SourceCode.CORRUPT,
          scene -> {
            clean(scene, "DELETE");
            // The largest page has room for any reserve, so that this byte is no wound there.
            int at = wound[0] == 20 && scene.pageSize > 512 ? 19 : wound[0];
            SourceScene.patch(scene.file, at, wound[1]);
          });
    }
  }

  private static final java.nio.charset.Charset UTF_8 = java.nio.charset.StandardCharsets.UTF_8;

  private void notDatabase(String name, byte[] content) {
    refuse(name, SourceCode.NOT_A_DATABASE, scene -> Files.write(scene.file, content));
  }

  @org.junit.jupiter.api.Test
  void noticesAServerThatStartsInBetween() throws Exception {
    Path parent = Files.createTempDirectory(folder, "between");
    try (SourceScene scene = new SourceScene(parent, 0)) {
      clean(scene, "WAL");
      try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(scene.file))) {
        SqliteTable table = snapshot.findTable("t").orElseThrow();
        RowCursor rows = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(rows.next()).isTrue();
        Connection server = scene.attach();
        SourceScene.run(server, "DELETE FROM t", "PRAGMA wal_checkpoint");
        assertThatThrownBy(() -> RowDigest.of(rows))
            .isInstanceOfSatisfying(
                SqliteSourceException.class,
                e -> assertThat(e.code()).isEqualTo(SourceCode.CHANGED_WHILE_READ));
        assertThatThrownBy(snapshot::requireUnchanged).isInstanceOf(SqliteSourceException.class);
      }
    }
  }
}
