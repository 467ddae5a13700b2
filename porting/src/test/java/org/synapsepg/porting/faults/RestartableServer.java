package org.synapsepg.porting.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;

/**
 * A server of one test's own that can be stopped as by {@code pg_ctl stop -m immediate} and started
 * again. Needs Linux, where a process's command line can be read.
 */
final class RestartableServer implements AutoCloseable {
  private final PostgresServer server;
  private final Path data;
  private final List<String> command;

  RestartableServer(Map<String, String> settings) throws IOException, SQLException {
    int newest = PostgresServers.majors().stream().max(Integer::compare).orElseThrow();
    server = PostgresServer.start(newest, settings);
    try (Connection connection = server.superuser("postgres").open();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW data_directory")) {
      row.next();
      data = Path.of(row.getString(1));
    }
    command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a user namespace of its own it is nobody.
      command.addAll(List.of("unshare", "-U"));
    }
    command.addAll(
        List.of(
            Files.readString(Path.of("/proc/" + pid() + "/cmdline"), StandardCharsets.UTF_8)
                .split("\0", -1)));
    command.remove(command.size() - 1);
  }

  PostgresServer server() {
    return server;
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
  }

  /** Ends all of its processes without a checkpoint, as a crash would. */
  void stopImmediately() throws IOException, InterruptedException {
    ProcessHandle postmaster = ProcessHandle.of(pid()).orElseThrow();
    new ProcessBuilder("kill", "-QUIT", String.valueOf(postmaster.pid())).start().waitFor();
    for (int i = 0; i < 3000 && postmaster.isAlive(); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  /** Starts it again, on the same port, and waits until it has recovered. */
  void start() throws IOException, InterruptedException {
    new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    for (int i = 0; i < 3000; i++) {
      try (Connection connection = server.superuser("postgres").open()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    throw new AssertionError("the server does not come back");
  }

  @Override
  public void close() {
    server.close();
  }
}
