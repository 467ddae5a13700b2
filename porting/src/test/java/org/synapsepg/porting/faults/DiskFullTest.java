package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.text.TextFileException;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/**
 * The disk with the target's tables is full from some point of a run on. The run says so, and once
 * there is room the same job completes. The disk is a small one in memory, which takes root to
 * mount.
 */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class DiskFullTest {
  private static final int BLOCK = 64 * 1024;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> aFullDiskIsToldAndTheRunCanGoOn(PostgresServers servers) {
    return Stream.of(
            new Point("load", "CREATE SCHEMA synapse_pg_port", 512 * 1024),
            new Point("row log", "SELECT DISTINCT table_name FROM synapse_pg_port.row_log", 0),
            new Point("index build", "CREATE UNIQUE INDEX", 0),
            new Point("search vectors", "INSERT INTO event_search", 0),
            new Point("verification", "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", 0),
            new Point("certificate", "DELETE FROM synapse_pg_port.end_mark", 0))
        .map(point -> DynamicTest.dynamicTest(point.name, () -> fullFrom(servers, point)));
  }

  /**
   * Where the disk is filled.
   *
   * @param name for people
   * @param statement filled before the first statement that begins so
   * @param room bytes that are left free
   */
  private record Point(String name, String statement, int room) {}

  private void fullFrom(PostgresServers servers, Point point) throws Exception {
    PostgresServer server = servers.newest();
    Path file = MiniSynapse.source(folder.resolve(point.name() + ".db"), 31, 600);
    onSmallDisk(
        server,
        point.name(),
        (target, ballast) -> {
          ConnectionSource watched =
              new HaltingSource(
                  target.source(),
                  0,
                  new Consumer<>() {
                    private boolean filled;

                    @Override
                    public synchronized void accept(String sql) {
                      if (!filled && sql.strip().startsWith(point.statement())) {
                        filled = true;
                        fill(ballast, point.room());
                      }
                    }
                  });
          PortOutcome full = HaltTest.run(file, watched);
          assertThat(full).as(String.valueOf(full)).isInstanceOf(PortOutcome.Failed.class);
          assertThat(((PortOutcome.Failed) full).findings().render()).contains("53100");

          Files.delete(ballast);
          PortOutcome roomy = HaltTest.run(file, target.source());
          assertThat(roomy).as(String.valueOf(roomy)).isInstanceOf(PortOutcome.Completed.class);
          try (TestDatabase fresh = server.newDatabase()) {
            MiniSynapse.prepare(fresh);
            assertThat(HaltTest.run(file, fresh.source()))
                .isInstanceOf(PortOutcome.Completed.class);
            assertThat(MiniSynapse.difference(MiniSynapse.content(fresh), target)).isEmpty();
          }
        });
  }

  @Test
  void aDiskThatIsTooSmallIsRefusedBeforeTheFirstWrite(PostgresServers servers) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("short.db"), 31, 600);
    onSmallDisk(
        servers.newest(),
        "short",
        (target, ballast) -> {
          fill(ballast, 256 * 1024);
          PortOutcome outcome = HaltTest.run(file, target.source());
          assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Refused.class);
          assertThat(((PortOutcome.Refused) outcome).findings().withCode(PreflightCode.DISK_SHORT))
              .hasSize(1);
        });
  }

  /** Work with a target on a disk of its own, and a file on that disk that takes up room. */
  private interface OnDisk {
    void work(TestDatabase target, Path ballast) throws Exception;
  }

  private void onSmallDisk(PostgresServer server, String name, OnDisk what) throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk of " + name));
    mount(disk);
    TestDatabase target = server.newDatabase();
    String space = "space_" + target.name();
    try {
      Path tables = Files.createDirectory(disk.resolve("tables"));
      server.execute("postgres", "CREATE TABLESPACE " + space + " LOCATION '" + tables + "'");
      server.execute("postgres", "ALTER DATABASE " + target.name() + " SET TABLESPACE " + space);
      MiniSynapse.prepare(target);
      what.work(target, disk.resolve("ballast"));
    } finally {
      target.close();
      server.execute("postgres", "DROP TABLESPACE IF EXISTS " + space);
      run("umount", disk.toString());
    }
  }

  /** The certificate's own file, on a disk of the machine that ports. */
  @Test
  void aCertificateThatDoesNotFitLeavesTheOlderOne(PostgresServers servers) throws Exception {
    Path file = MiniSynapse.source(folder.resolve("certified.db"), 37, 20);
    Path disk = Files.createDirectory(folder.resolve("disk of the file"));
    mount(disk);
    try (TestDatabase target = servers.newest().newDatabase()) {
      MiniSynapse.prepare(target);
      PortOutcome outcome = HaltTest.run(file, target.source());
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
      PortCertificate certificate = ((PortOutcome.Completed) outcome).certificate();
      Path written = Files.writeString(disk.resolve("certificate.json"), "an older one");
      Path ballast = disk.resolve("ballast");
      fill(ballast, 0);
      assertThatThrownBy(() -> certificate.writeTo(written))
          .isInstanceOf(TextFileException.class)
          .hasMessageContaining("certificate.json");
      assertThat(written).hasContent("an older one");
      try (Stream<Path> left = Files.list(disk)) {
        assertThat(left).containsExactlyInAnyOrder(written, ballast);
      }
      Files.delete(ballast);
      certificate.writeTo(written);
      assertThat(PortCertificate.read(written).check(target.source()).isSame()).isTrue();
    } finally {
      run("umount", disk.toString());
    }
  }

  private static void mount(Path disk) throws IOException, InterruptedException {
    int status = run("mount", "-t", "tmpfs", "-o", "size=40m,mode=0777", "tmpfs", disk.toString());
    if (status != 0) {
      String message = "SKIPPED: no disk in memory can be mounted at " + disk;
      assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
      Assumptions.abort(message);
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** Writes until there is no room, and gives a little back. */
  private static void fill(Path ballast, int room) {
    try (OutputStream out =
        Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] block = new byte[BLOCK];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      if (room > 0) {
        giveBack(ballast, room);
      }
    }
  }

  private static void giveBack(Path ballast, int room) {
    try (var channel = Files.newByteChannel(ballast, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - room);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
