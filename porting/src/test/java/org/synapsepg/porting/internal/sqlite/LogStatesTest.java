package org.synapsepg.porting.internal.sqlite;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.synapsepg.porting.SourceCode;

/** Write-ahead logs and rollback journals that a killed server, or somebody's copy, left. */
class LogStatesTest extends SourceStates {
  @TestFactory
  Stream<DynamicTest> everyState() {
    leftLogs();
    journals();
    logsThatDoNotBelong();
    read("a log without its index, read-only", scene -> leftLog(scene, "", c -> {}));
    read("a log with its index, read-only", scene -> leftLog(scene, "-shm", c -> {}));
    read("a hot journal, read-only", scene -> hotJournal(scene, "DELETE"));
    return tests();
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
          byte[] name = "/elsewhere/x-mj01".getBytes(StandardCharsets.UTF_8);
          ByteBuffer end = ByteBuffer.allocate(name.length + 20);
          int sum = 0;
          for (byte b : name) {
            sum += b;
          }
          end.putInt(0x40000000 / scene.pageSize + 1).put(name).putInt(name.length).putInt(sum);
          end.putLong(0xd9d505f920a163d7L);
          Files.write(journal, end.array(), StandardOpenOption.APPEND);
        });
  }
}
