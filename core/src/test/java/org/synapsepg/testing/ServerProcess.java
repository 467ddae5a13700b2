package org.synapsepg.testing;

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
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Secret;

/**
 * A server whose data directory, environment and settings a test chooses, run from the programs of
 * a {@link PostgresServer} that is up. Everybody is trusted on the loopback interface.
 */
public final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  /**
   * Starts one.
   *
   * @param sample a server that is running from the programs that are to be used
   * @param data a data directory
   * @param log where its messages go
   * @param environment what to add to the environment
   * @param settings what to set beyond the file
   */
  public ServerProcess(
      PostgresServer sample,
      Path data,
      Path log,
      Map<String, String> environment,
      String... settings)
      throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command =
        unprivileged(
            program(sample, "postgres"),
            "-D",
            data.toString(),
            "-p",
            String.valueOf(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=off");
    for (String setting : settings) {
      command.addAll(List.of("-c", setting));
    }
    ProcessBuilder server = new ProcessBuilder(command);
    server.environment().putAll(environment);
    process = server.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /**
   * Makes a data directory.
   *
   * @param sample a server that is running from the programs that are to be used
   * @param data a folder that does not exist
   */
  public static void initialise(PostgresServer sample, Path data)
      throws IOException, InterruptedException {
    run(
        unprivileged(
            program(sample, "initdb"),
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
  }

  private static String program(PostgresServer sample, String name) throws IOException {
    try (Connection connection = sample.superuser("postgres").open();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")) {
      rows.next();
      String command =
          ProcessHandle.of(rows.getLong(1)).flatMap(p -> p.info().command()).orElseThrow();
      return Path.of(command).resolveSibling(name).toString();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** PostgreSQL refuses to run as root; in a user namespace of its own nobody is. */
  private static List<String> unprivileged(String... command) {
    List<String> all = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      all.addAll(List.of("unshare", "-U"));
    }
    all.addAll(Arrays.asList(command));
    return all;
  }

  /** Runs a program to its end, which must be a good one. */
  public static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("failed: " + command);
    }
  }

  /** Waits until it takes connections. */
  public ServerProcess started() throws IOException {
    awaitAnswer("");
    return this;
  }

  /**
   * Waits until it refuses connections with this SQL state, or takes them where that is empty.
   *
   * @return the refusal
   */
  public SQLException awaitAnswer(String state) throws IOException {
    SQLException last = new SQLException("not asked yet");
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (System.nanoTime() < patience && process.isAlive()) {
      try (Connection connection = superuser("postgres").open()) {
        if (state.isEmpty() && connection.isValid(5)) {
          return last;
        }
      } catch (SQLException e) {
        last = e;
        if (state.equals(e.getSQLState())) {
          return last;
        }
        Thread.onSpinWait();
      }
    }
    close();
    throw new IOException("the server does not start", last);
  }

  /** Connections to a database as the superuser {@code postgres}. */
  public ConnectionSource superuser(String database) {
    return connect(database, "postgres", Secret.of(""));
  }

  /** Connections to a database as a role. */
  public ConnectionSource connect(String database, String role, Secret password) {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", password.reveal());
    return ConnectionSource.of("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
  }

  /** Runs statements as superuser, each in its own transaction. */
  public void execute(String database, String... statements) throws SQLException {
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
