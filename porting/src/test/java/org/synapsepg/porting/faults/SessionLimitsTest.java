package org.synapsepg.porting.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** Roles with limits of one second, a real pooler in between, a server that ships its WAL. */
@Tag("matrix")
class SessionLimitsTest {
  @TempDir Path folder;

  private PortJob job(ConnectionSource target) throws Exception {
    Path file = folder.resolve("homeserver.db");
    if (!Files.exists(file)) {
      MiniSynapse.source(file, 9, 40);
    }
    return PortJob.builder().from(SqliteSource.file(file)).to(target).build();
  }

  private static void complete(PortJob job) throws InterruptedException {
    try (PortRun run = job.start()) {
      PortOutcome outcome = run.await();
      assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    }
  }

  /** Every limit is one second, and one statement of the port takes longer. */
  private static void limit(TestDatabase target) {
    MiniSynapse.prepare(target);
    target.execute(
        "CREATE FUNCTION slow(text) RETURNS text LANGUAGE plpgsql IMMUTABLE"
            + " AS $$ BEGIN PERFORM pg_sleep(1.4); RETURN $1; END $$",
        "CREATE INDEX slow ON users (slow(name)) WHERE name = '@a:x'");
    List<String> limits =
        new ArrayList<>(
            List.of(
                "statement_timeout",
                "lock_timeout",
                "idle_session_timeout",
                "idle_in_transaction_session_timeout"));
    if (target.server().major() >= 17) {
      limits.add("transaction_timeout");
    }
    for (String limit : limits) {
      target
          .server()
          .execute("postgres", "ALTER ROLE " + target.owner() + " SET " + limit + " = '1s'");
    }
  }

  @PostgresTest
  void aRolesLimitsDoNotEndAPort(TestDatabase target) throws Exception {
    limit(target);
    complete(job(target.source()));
  }

  @PostgresTest(majors = {14, 18})
  void borrowedConnectionsAreGivenBackAsTheyWere(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    try (Lender lender = new Lender(target.source())) {
      PortJob job = job(lender);
      complete(job);
      assertThat(job.verify(VerifyLevel.CHECKSUMS).isSame()).isTrue();
      lender.requireAllAsLent();
    }
  }

  /** Keeps connections with settings of their own, as an application's pool does. */
  private static final class Lender implements ConnectionSource, AutoCloseable {
    private static final String SETTINGS =
        "SELECT string_agg(name || '=' || setting, E'\\n' ORDER BY name) FROM pg_settings"
            + " WHERE context IN ('user', 'superuser')";

    private final ConnectionSource real;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final IdentityHashMap<Connection, String> lent = new IdentityHashMap<>();

    Lender(ConnectionSource real) {
      this.real = real;
    }

    @Override
    public synchronized Connection open() throws SQLException {
      Connection connection = idle.poll();
      if (connection == null) {
        connection = real.open();
        try (Statement statement = connection.createStatement()) {
          statement.execute("SET application_name = 'lender'");
          statement.execute("SET lock_timeout = '2s'");
          statement.execute("SET statement_timeout = '90s'");
          statement.execute("SET work_mem = '5MB'");
        }
        lent.put(connection, settings(connection));
      }
      Connection borrowed = connection;
      AtomicBoolean back = new AtomicBoolean();
      return (Connection)
          Proxy.newProxyInstance(
              Lender.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (self, method, args) -> {
                if (method.getName().equals("close")) {
                  if (!back.getAndSet(true)) {
                    giveBack(borrowed);
                  }
                  return null;
                }
                try {
                  return method.invoke(borrowed, args);
                } catch (InvocationTargetException e) {
                  throw e.getCause() == null ? e : e.getCause();
                }
              });
    }

    private synchronized void giveBack(Connection connection) {
      idle.push(connection);
    }

    private static String settings(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(SETTINGS)) {
        row.next();
        return row.getString(1);
      }
    }

    synchronized void requireAllAsLent() throws SQLException {
      assertThat(idle).hasSameSizeAs(lent.keySet()).hasSizeGreaterThan(2);
      for (Connection connection : idle) {
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(settings(connection)).isEqualTo(lent.get(connection));
      }
    }

    @Override
    public synchronized void close() throws SQLException {
      for (Connection connection : lent.keySet()) {
        connection.close();
      }
    }
  }

  @PostgresTest(majors = 18)
  void aPoolerInSessionModeIsServed(TestDatabase target) throws Exception {
    limit(target);
    try (Pooler pooler = new Pooler(target, "session")) {
      complete(job(pooler.source()));
    }
  }

  @PostgresTest(majors = 18)
  void aPoolerInTransactionModeIsRefused(TestDatabase target) throws Exception {
    MiniSynapse.prepare(target);
    try (Pooler pooler = new Pooler(target, "transaction");
        PortRun run = job(pooler.source()).start()) {
      PortOutcome outcome = run.await();
      assertThat(outcome).isInstanceOf(PortOutcome.Refused.class);
      assertThat(
              ((PortOutcome.Refused) outcome)
                  .findings()
                  .withCode(PreflightCode.TRANSACTION_POOLING)
                  .render())
          .contains("session mode");
    }
  }

  @Test
  void aServerThatShipsItsWalIsNamed() throws Exception {
    try (PostgresServer server =
            PostgresServer.start(
                18,
                Map.of(
                    "archive_mode", "on",
                    "archive_command", "true",
                    "synchronous_standby_names", "far",
                    "synchronous_commit", "local"));
        TestDatabase target = server.newDatabase()) {
      MiniSynapse.prepare(target);
      assertThat(job(target.source()).preflight().findings().withCode(PreflightCode.WAL_CONSUMERS))
          .singleElement()
          .extracting(Finding::render)
          .asString()
          .contains("archive_mode is on", "synchronous_standby_names = 'far'");
    }
  }

  /** PgBouncer before one database. */
  private static final class Pooler implements AutoCloseable {
    private final TestDatabase target;
    private final int port;
    private final Process process;

    Pooler(TestDatabase target, String mode) throws IOException, InterruptedException {
      Path program = Path.of("/usr/sbin/pgbouncer");
      if (!Files.exists(program)) {
        String message = "SKIPPED: needs " + program + " (Debian's package pgbouncer)";
        assertThat(System.getenv("CI")).as(message).isNotEqualTo("true");
        Assumptions.abort(message);
      }
      this.target = target;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        this.port = free.getLocalPort();
      }
      Path place = Files.createTempDirectory("pooler");
      Path users = place.resolve("users.txt");
      Files.writeString(
          users, "\"" + target.owner() + "\" \"" + target.password().reveal() + "\"\n");
      Path config = place.resolve("pgbouncer.ini");
      Files.writeString(
          config,
          """
          [databases]
          %1$s = host=127.0.0.1 port=%2$d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %3$d
          unix_socket_dir =
          auth_type = trust
          auth_file = %4$s
          pool_mode = %5$s
          ignore_startup_parameters = extra_float_digits
          """
              .formatted(target.name(), target.server().port(), port, users, mode));
      List<String> command = new ArrayList<>(List.of(program.toString()));
      if ("root".equals(System.getProperty("user.name"))) {
        place.toFile().setExecutable(true, false);
        place.toFile().setReadable(true, false);
        users.toFile().setReadable(true, false);
        config.toFile().setReadable(true, false);
        command.addAll(List.of("-u", "nobody"));
      }
      command.add(config.toString());
      Path log = place.resolve("log");
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      awaitPort(log);
    }

    private void awaitPort(Path log) throws IOException, InterruptedException {
      for (int i = 0; i < 600; i++) {
        try (Socket tried = new Socket(InetAddress.getLoopbackAddress(), port)) {
          if (tried.isConnected()) {
            return;
          }
        } catch (IOException e) {
          assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
          TimeUnit.MILLISECONDS.sleep(50);
        }
      }
      throw new IOException("no pooler on port " + port + ": " + Files.readString(log));
    }

    ConnectionSource source() {
      Properties properties = new Properties();
      properties.setProperty("user", target.owner());
      properties.setProperty("password", target.password().reveal());
      return ConnectionSource.of(
          "jdbc:postgresql://127.0.0.1:" + port + "/" + target.name(), properties);
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
