package org.synapsepg.check;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.testing.PostgresServer;

/** A server whose operating-system locales lie in a folder of the test (glibc's LOCPATH). */
final class LocaleServer implements AutoCloseable {
  private final Path locales;
  private final Process process;
  private final int port;

  /**
   * Starts one.
   *
   * @param sample a server that is running from the programs that are to be used
   * @param folder an empty folder for data
   * @param locales the folder of locales
   */
  LocaleServer(PostgresServer sample, Path folder, Path locales)
      throws IOException, InterruptedException, SQLException {
    this.locales = locales;
    Path programs = programs(sample);
    Path data = folder.resolve("data");
    run(
        program(
            programs.resolve("initdb").toString(),
            "-D",
            data.toString(),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync"));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ProcessBuilder server =
        new ProcessBuilder(
            program(
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off"));
    server.environment().put("LOCPATH", locales.toString());
    process =
        server.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
    awaitStart();
  }

  private static Path programs(PostgresServer sample) throws SQLException {
    try (Connection connection = sample.superuser("postgres").open();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")) {
      rows.next();
      String command =
          ProcessHandle.of(rows.getLong(1)).flatMap(p -> p.info().command()).orElseThrow();
      return Path.of(command).resolveSibling("");
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own nobody is. */
  private static List<String> program(String... command) {
    List<String> all = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      all.addAll(List.of("unshare", "-U"));
    }
    all.addAll(Arrays.asList(command));
    return all;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("failed: " + command);
    }
  }

  private void awaitStart() throws IOException {
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < patience && process.isAlive()) {
      try (Connection connection = superuser("postgres").open()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        Thread.onSpinWait();
      }
    }
    process.destroyForcibly();
    throw new IOException("the server does not start");
  }

  /**
   * Makes or replaces a locale, as an upgrade of the operating system does.
   *
   * @return whether it could be made
   */
  static boolean define(Path locales, String name, String source)
      throws IOException, InterruptedException {
    try {
      run(
          List.of(
              "localedef",
              "-c",
              "--no-archive",
              "--replace",
              "-i",
              source,
              "-f",
              "UTF-8",
              locales.resolve(name).toString()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean define(String name, String source) throws IOException, InterruptedException {
    return define(locales, name, source);
  }

  ConnectionSource superuser(String database) {
    Properties properties = new Properties();
    properties.setProperty("user", "postgres");
    return ConnectionSource.of("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }

  void execute(String database, String... statements) throws SQLException {
    try (Connection connection = superuser(database).open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
