package org.synapsepg.porting.internal.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.synapsepg.porting.SourceCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.SqliteSourceException;

/** Files that are complete in themselves, in use, or no databases at all. */
class SourceStatesTest extends SourceStates {
  @TestFactory
  Stream<DynamicTest> everyState() {
    cleanFiles();
    liveWriters();
    noDatabases();
    return tests();
  }

  private void cleanFiles() {
    for (String mode : List.of("DELETE", "WAL")) {
      read("clean, " + mode, scene -> clean(scene, mode));
      read("clean, read-only, " + mode, scene -> clean(scene, mode));
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

  private void notDatabase(String name, byte[] content) {
    refuse(name, SourceCode.NOT_A_DATABASE, scene -> Files.write(scene.file, content));
  }

  @Test
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
