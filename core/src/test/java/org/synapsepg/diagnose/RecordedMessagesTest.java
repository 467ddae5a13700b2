package org.synapsepg.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.PGConnection;
import org.synapsepg.testing.PostgresServers;

/** Real servers and the real driver are made to complain, and every complaint is understood. */
class RecordedMessagesTest {
  /** All at once: most of the time each server waits for five seconds, see {@link Waiting}. */
  @TestFactory
  Stream<DynamicTest> understandsWhatRealServersSay() {
    Map<Integer, FutureTask<Boolean>> running = new TreeMap<>();
    for (int major : PostgresServers.majors()) {
      FutureTask<Boolean> task =
          new FutureTask<>(
              () -> {
                understandsWhatItSays(major);
                return true;
              });
      running.put(major, task);
      Waiting.THREADS.execute(task);
    }
    return running.entrySet().stream()
        .map(e -> DynamicTest.dynamicTest("PostgreSQL " + e.getKey(), () -> e.getValue().get()));
  }

  private static void understandsWhatItSays(int major) throws Exception {
    SoftAssertions softly = new SoftAssertions();
    List<String> recorded = new ArrayList<>();
    try (RefusingServer refusing = new RefusingServer(major);
        Waiting waiting = new Waiting(refusing)) {
      for (Cause cause : connecting(refusing)) {
        record(cause, recorded, softly);
      }
      refusing.offerTls();
      for (Cause cause : overTls(refusing)) {
        record(cause, recorded, softly);
      }
      try (Connection owner = refusing.connect("work", "trusted", "none");
          Connection other = refusing.connect("work", "trusted", "none");
          Connection admin = refusing.connect("work", "postgres", "none")) {
        admin.createStatement().execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        admin.createStatement().execute("CREATE SCHEMA own AUTHORIZATION trusted");
        owner.createStatement().execute("SET search_path = own");
        other.createStatement().execute("SET search_path = own");
        for (Cause cause : statements(owner, other, admin)) {
          record(cause, recorded, softly);
        }
        if (major >= 15) {
          record(agedCollation(refusing, admin), recorded, softly);
        }
        for (Cause cause : waiting.causes()) {
          record(cause, recorded, softly);
        }
        for (Cause cause : endings(refusing, admin)) {
          record(cause, recorded, softly);
        }
      }
    }
    softly.assertAll();
    assertThat(recorded).hasSizeGreaterThanOrEqualTo(70);
  }

  private static void record(Cause cause, List<String> recorded, SoftAssertions softly)
      throws Exception {
    SQLException error = cause.caused();
    String message = String.valueOf(error.getMessage());
    recorded.add(message);
    PgProblem problem = PgErrors.explain(error);
    softly.assertThat(problem).as("%s: %s", cause.id(), message).isInstanceOf(cause.kind());
    if (error.getCause() == null) {
      softly.assertThat(PgErrors.explain(message)).as(cause.id()).isEqualTo(problem);
    }
    // The same in a language that nobody here reads: the state alone may not lead astray.
    PgProblem foreign = PgErrors.explain(new SQLException("☃", error.getSQLState()));
    if (!(foreign instanceof PgProblem.Unknown)
        && !(foreign instanceof PgProblem.AuthorizationRefused)) {
      softly
          .assertThat(compatible(foreign, problem))
          .as("%s: state %s alone is taken for %s", cause.id(), error.getSQLState(), foreign)
          .isTrue();
    }
  }

  /** A state can tell a right that is missing, not what it is missing on. */
  private static boolean compatible(PgProblem foreign, PgProblem exact) {
    return foreign.getClass() == exact.getClass()
        || (foreign instanceof PgProblem.PermissionDenied
            && (exact instanceof PgProblem.SchemaDenied
                || exact instanceof PgProblem.ConnectDenied));
  }

  private static Cause connect(Class<? extends PgProblem> kind, String id, Cause.Action action) {
    return new Cause(id, kind, action);
  }

  private static List<Cause> connecting(RefusingServer s) {
    String work = "work";
    List<Cause> causes = new ArrayList<>();
    causes.add(connect(PgProblem.NoHbaEntry.class, "no rule", () -> s.connect(work, "plain", "x")));
    causes.add(
        connect(
            PgProblem.NoHbaEntry.class,
            "no rule for replication",
            () ->
                s.connect(
                    work,
                    "plain",
                    "x",
                    "replication",
                    "true",
                    "preferQueryMode",
                    "simple",
                    "assumeMinServerVersion",
                    "9.4")));
    causes.add(
        connect(PgProblem.HbaRejected.class, "reject", () -> s.connect("rejected", "plain", "x")));
    causes.add(
        connect(PgProblem.IdentFailed.class, "ident", () -> s.connect("ident", "plain", "x")));
    for (String method : List.of("scram", "md5", "clear")) {
      causes.add(
          connect(
              PgProblem.PasswordFailed.class,
              "wrong, " + method,
              () -> s.connect(method, "plain", "wrong")));
      causes.add(
          connect(
              PgProblem.PasswordMissing.class,
              "none, " + method,
              () -> s.connect(method, "plain", "none")));
    }
    causes.add(
        connect(PgProblem.PasswordMissing.class, "empty", () -> s.connect("scram", "plain", "")));
    causes.add(
        connect(
            PgProblem.PasswordFailed.class,
            "expired",
            () -> s.connect("scram", "expired", "right")));
    causes.add(
        connect(PgProblem.PasswordFailed.class, "unset", () -> s.connect("scram", "unset", "x")));
    causes.add(
        connect(
            PgProblem.PasswordFailed.class,
            "role unknown",
            () -> s.connect("scram", "nobody", "x")));
    causes.add(
        connect(PgProblem.RoleMissing.class, "missing", () -> s.connect(work, "missing", "none")));
    causes.add(
        connect(
            PgProblem.RoleCannotLogIn.class, "nologin", () -> s.connect(work, "nologin", "none")));
    causes.add(
        connect(
            PgProblem.DatabaseMissing.class,
            "no database",
            () -> s.connect("nowhere", "trusted", "none")));
    causes.add(
        connect(
            PgProblem.ConnectDenied.class,
            "CONNECT revoked",
            () -> s.connect("closed", "trusted", "none")));
    causes.add(
        connect(
            PgProblem.ConnectDenied.class,
            "template0",
            () -> s.connect("template0", "postgres", "none")));
    causes.add(
        connect(
            PgProblem.TooManyConnections.class,
            "role's limit",
            () -> s.connect(work, "crowded", "none")));
    causes.add(
        connect(
            PgProblem.TooManyConnections.class,
            "database's limit",
            () -> s.connect("crowded", "trusted", "none")));
    causes.add(
        connect(PgProblem.TooManyConnections.class, "reserved slots", () -> crowd(s, "trusted")));
    causes.add(connect(PgProblem.TooManyConnections.class, "no slots", () -> crowd(s, "postgres")));
    causes.add(
        connect(
            PgProblem.NotListening.class,
            "closed port",
            () -> RefusingServer.connectTo(RefusingServer.closedPort(), work, "trusted", "none")));
    causes.add(
        connect(
            PgProblem.HostUnknown.class,
            "no such host",
            () -> RefusingServer.connectTo("no-such-host.invalid", work, "trusted", "none")));
    causes.add(connect(PgProblem.ConnectTimedOut.class, "silence", () -> silence("loginTimeout")));
    causes.add(
        connect(
            PgProblem.TlsNotOffered.class,
            "TLS off",
            () -> s.connect(work, "trusted", "none", "sslmode", "require")));
    causes.add(
        connect(
            PgProblem.InvalidParameter.class,
            "sslmode",
            () -> s.connect(work, "trusted", "none", "sslmode", "bogus")));
    causes.add(
        connect(
            PgProblem.InvalidParameter.class,
            "options",
            () -> s.connect(work, "trusted", "none", "options", "-c nonsense=1")));
    causes.add(
        connect(
            PgProblem.ReadOnly.class,
            "secondary wanted",
            () -> s.connect(work, "trusted", "none", "targetServerType", "secondary")));
    causes.add(
        connect(
            PgProblem.DriverMissing.class,
            "no driver",
            () -> DriverManager.getConnection("jdbc:postgresql")));
    return causes;
  }

  private static void crowd(RefusingServer s, String user) throws SQLException {
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < 50; i++) {
        open.add(s.connect("work", user, "none"));
      }
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private static void silence(String timeout) throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      RefusingServer.connectTo(
          "127.0.0.1:" + silent.getLocalPort(), "work", "trusted", "none", timeout, "1");
    }
  }

  private static List<Cause> overTls(RefusingServer s) {
    String trusted = s.folder.resolve("server.pem").toString();
    String stranger = s.folder.resolve("stranger.pem").toString();
    return List.of(
        connect(
            PgProblem.NoHbaEntry.class,
            "no rule, TLS",
            () -> s.connect("work", "plain", "x", "sslmode", "require")),
        connect(
            PgProblem.NoHbaEntry.class,
            "only with TLS",
            () -> s.connect("work", "tlsonly", "x", "sslmode", "disable")),
        connect(
            PgProblem.TlsFailed.class,
            "no client certificate",
            () -> s.connect("certified", "plain", "x", "sslmode", "require")),
        connect(
            PgProblem.TlsFailed.class,
            "stranger's authority",
            () ->
                s.connect(
                    "work", "trusted", "none", "sslmode", "verify-ca", "sslrootcert", stranger)),
        connect(
            PgProblem.TlsFailed.class,
            "other host",
            () ->
                s.connect(
                    "work", "trusted", "none", "sslmode", "verify-full", "sslrootcert", trusted)),
        connect(
            PgProblem.TlsFailed.class,
            "no such file",
            () ->
                s.connect(
                    "work",
                    "trusted",
                    "none",
                    "sslmode",
                    "verify-full",
                    "sslrootcert",
                    trusted + ".missing")));
  }

  private static List<Cause> statements(Connection owner, Connection other, Connection admin) {
    List<Cause> causes = new ArrayList<>();
    causes.add(Cause.of(PgProblem.SchemaDenied.class, owner, "CREATE TABLE public.t (a int)"));
    causes.add(
        Cause.of(
            PgProblem.SchemaDenied.class,
            admin,
            "SET search_path = ''",
            "CREATE TABLE unplaced (a int)"));
    causes.add(Cause.of(PgProblem.PermissionDenied.class, owner, "SELECT * FROM pg_authid"));
    causes.add(
        Cause.of(
            PgProblem.PermissionDenied.class,
            owner,
            "RESET ALL; ALTER TABLE pg_catalog.pg_class ADD COLUMN x int"));
    causes.add(Cause.of(PgProblem.PermissionDenied.class, owner, "CREATE DATABASE more"));
    causes.add(Cause.of(PgProblem.PermissionDenied.class, owner, "CREATE ROLE more"));
    causes.add(
        Cause.of(PgProblem.PermissionDenied.class, owner, "COPY (SELECT 1) TO PROGRAM 'id'"));
    causes.add(
        Cause.of(
            PgProblem.DuplicateKey.class,
            owner,
            "SET search_path = own; CREATE TABLE k (a text CONSTRAINT k_key PRIMARY KEY)",
            "INSERT INTO k VALUES ('1')",
            "INSERT INTO k VALUES ('1')"));
    causes.add(
        Cause.of(
            PgProblem.DuplicateKey.class,
            owner,
            "CREATE TABLE d AS SELECT 1 AS a FROM generate_series(1, 2)",
            "CREATE UNIQUE INDEX d_a ON d (a)"));
    causes.add(
        Cause.of(
            PgProblem.ForeignKeyViolated.class,
            owner,
            "CREATE TABLE f (a text REFERENCES k)",
            "INSERT INTO f VALUES ('2')"));
    causes.add(
        Cause.of(
            PgProblem.ForeignKeyViolated.class,
            owner,
            "INSERT INTO f VALUES ('1')",
            "DELETE FROM k"));
    causes.add(Cause.of(PgProblem.RelationMissing.class, owner, "SELECT * FROM nothing"));
    causes.add(Cause.of(PgProblem.RelationMissing.class, owner, "DROP TABLE nothing"));
    causes.add(Cause.of(PgProblem.RelationMissing.class, owner, "SELECT nextval('nothing')"));
    causes.add(Cause.of(PgProblem.ColumnMissing.class, owner, "SELECT nothing FROM k"));
    causes.add(Cause.of(PgProblem.ColumnMissing.class, owner, "SELECT k.nothing FROM k"));
    causes.add(
        Cause.of(PgProblem.ColumnMissing.class, owner, "INSERT INTO k (nothing) VALUES (1)"));
    causes.add(
        Cause.of(
            PgProblem.StatementCancelled.class,
            owner,
            "SET statement_timeout = 50",
            "SELECT pg_sleep(10)"));
    causes.add(
        Cause.of(
            PgProblem.ReadOnly.class,
            owner,
            "SET statement_timeout = 0; SET default_transaction_read_only = on",
            "INSERT INTO k VALUES ('3')"));
    causes.add(
        new Cause("lock", PgProblem.StatementCancelled.class, () -> lock(owner, other, "k")));
    causes.add(
        new Cause(
            "nowait", PgProblem.StatementCancelled.class, () -> lock(owner, other, "NOWAIT")));
    causes.add(new Cause("cancel", PgProblem.StatementCancelled.class, () -> cancel(owner, admin)));
    causes.add(new Cause("deadlock", PgProblem.WriteConflict.class, () -> deadlock(owner, other)));
    causes.add(new Cause("serialize", PgProblem.WriteConflict.class, () -> race(owner, other)));
    causes.add(new Cause("NUL", PgProblem.InvalidText.class, () -> insertNul(owner)));
    causes.add(Cause.of(PgProblem.InvalidText.class, owner, "SELECT chr(0)"));
    causes.add(Cause.of(PgProblem.InvalidText.class, owner, "SELECT '\"\\u0000\"'::jsonb"));
    causes.add(
        Cause.of(PgProblem.InvalidText.class, owner, "SELECT convert_from('\\xff', 'UTF8')"));
    causes.add(Cause.of(PgProblem.InvalidText.class, owner, "SELECT convert_to('€', 'LATIN1')"));
    causes.add(
        Cause.of(
            PgProblem.IndexRowTooLarge.class, owner, "INSERT INTO k VALUES ('" + noise() + "')"));
    causes.add(Cause.of(PgProblem.AlreadyExists.class, owner, "CREATE TABLE k (a int)"));
    causes.add(Cause.of(PgProblem.AlreadyExists.class, admin, "CREATE ROLE trusted"));
    causes.add(Cause.of(PgProblem.AlreadyExists.class, admin, "CREATE DATABASE work"));
    causes.add(Cause.of(PgProblem.AlreadyExists.class, admin, "CREATE SCHEMA own"));
    causes.add(
        Cause.of(
            PgProblem.TemplateMismatch.class,
            admin,
            "CREATE DATABASE l TEMPLATE work ENCODING 'LATIN1' LOCALE 'C'"));
    causes.add(
        Cause.of(
            PgProblem.TemplateMismatch.class,
            admin,
            "CREATE DATABASE l TEMPLATE work LOCALE 'C.UTF-8'"));
    causes.add(
        Cause.of(
            PgProblem.TemplateMismatch.class,
            admin,
            "CREATE DATABASE l TEMPLATE template0 LOCALE 'xx_YY.utf8'"));
    causes.add(Cause.of(PgProblem.InvalidParameter.class, owner, "SET nonsense = 1"));
    causes.add(
        Cause.of(
            PgProblem.DiskFull.class,
            admin,
            "COPY (SELECT i FROM generate_series(1, 100000) i) TO '/dev/full'"));
    causes.add(new Cause("table on a full disk", PgProblem.DiskFull.class, () -> fillTable(admin)));
    return causes;
  }

  private static void lock(Connection owner, Connection other, String how) throws SQLException {
    other.setAutoCommit(false);
    try (Statement holding = other.createStatement();
        Statement waiting = owner.createStatement()) {
      holding.execute("LOCK TABLE k");
      waiting.execute("SET default_transaction_read_only = off; SET lock_timeout = 50");
      waiting.execute(
          how.equals("NOWAIT")
              ? "SELECT * FROM d; BEGIN; LOCK TABLE k NOWAIT"
              : "BEGIN; LOCK TABLE k IN SHARE MODE");
    } finally {
      other.rollback();
      other.setAutoCommit(true);
      owner.createStatement().execute("ROLLBACK; SET lock_timeout = 0");
    }
  }

  private static void cancel(Connection owner, Connection admin) throws Exception {
    try (Statement statement = owner.createStatement()) {
      int victim = owner.unwrap(PGConnection.class).getBackendPID();
      CompletableFuture<Boolean> cancelled =
          CompletableFuture.supplyAsync(
              () -> {
                RefusingServer.await(
                    admin,
                    "SELECT state = 'active' AND query ~ 'pg_sleep' FROM pg_stat_activity WHERE pid"
                        + " = "
                        + victim);
                return execute(admin, "SELECT pg_cancel_backend(" + victim + ")");
              },
              Waiting.THREADS);
      try {
        statement.execute("SELECT pg_sleep(20)");
      } finally {
        cancelled.get();
      }
    }
  }

  /** The kernel refuses every write to /dev/full as it does on a full disk. */
  private static void fillTable(Connection admin) throws Exception {
    try (Statement statement = admin.createStatement()) {
      statement.execute("CREATE TABLE public.full_disk (a int)");
      try (var rows =
          statement.executeQuery(
              "SELECT current_setting('data_directory') || '/' ||"
                  + " pg_relation_filepath('public.full_disk')")) {
        rows.next();
        Path file = Path.of(rows.getString(1));
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/full"));
      }
      try (Connection fresh =
              DriverManager.getConnection(
                  admin.getMetaData().getURL(), admin.getMetaData().getUserName(), "");
          Statement writing = fresh.createStatement()) {
        writing.execute("INSERT INTO public.full_disk VALUES (1)");
      } finally {
        statement.execute("DROP TABLE public.full_disk");
      }
    }
  }

  private static void deadlock(Connection one, Connection two) throws Exception {
    one.createStatement().execute("CREATE TABLE x (a int); CREATE TABLE y (a int)");
    one.setAutoCommit(false);
    two.setAutoCommit(false);
    try {
      one.createStatement().execute("LOCK TABLE x");
      two.createStatement().execute("LOCK TABLE y");
      CompletableFuture<Boolean> waiting =
          CompletableFuture.supplyAsync(() -> execute(one, "LOCK TABLE y"), Waiting.THREADS);
      try {
        two.createStatement().execute("LOCK TABLE x");
      } finally {
        two.rollback();
      }
      waiting.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException inner) {
        throw inner;
      }
      throw e;
    } finally {
      one.rollback();
      one.setAutoCommit(true);
      two.setAutoCommit(true);
    }
  }

  private static boolean execute(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  private static void race(Connection one, Connection two) throws SQLException {
    one.setAutoCommit(false);
    try (Statement first = one.createStatement();
        Statement second = two.createStatement()) {
      first.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      first.executeQuery("SELECT * FROM d").close();
      second.execute("UPDATE d SET a = a + 1");
      first.execute("UPDATE d SET a = a + 1");
    } finally {
      one.rollback();
      one.setAutoCommit(true);
    }
  }

  private static void insertNul(Connection owner) throws SQLException {
    try (var statement = owner.prepareStatement("INSERT INTO k VALUES (?)")) {
      statement.setString(1, "a\0b");
      statement.execute();
    }
  }

  /** A warning on every new connection; drivers keep it with the connection. */
  private static Cause agedCollation(RefusingServer s, Connection admin) {
    return new Cause(
        "collation version",
        PgProblem.CollationVersionMismatch.class,
        () -> {
          try (Statement statement = admin.createStatement()) {
            statement.execute(
                "CREATE DATABASE aged TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
            statement.execute(
                "UPDATE pg_database SET datcollversion = '0.1' WHERE datname = 'aged'");
          }
          try (Connection connection = s.connect("aged", "trusted", "none")) {
            throw Objects.requireNonNull(connection.getWarnings());
          }
        });
  }

  private static String noise() {
    return new Random(7)
        .ints(9000, 'a', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static List<Cause> endings(RefusingServer s, Connection admin) {
    return List.of(
        new Cause(
            "terminated",
            PgProblem.ConnectionLost.class,
            () -> {
              try (Connection victim = s.connect("work", "trusted", "none");
                  Statement last = victim.createStatement()) {
                admin
                    .createStatement()
                    .execute(
                        "SELECT pg_terminate_backend("
                            + victim.unwrap(PGConnection.class).getBackendPID()
                            + ")");
                last.execute("SELECT pg_sleep(2)");
              }
            }),
        new Cause(
            "closed",
            PgProblem.ConnectionLost.class,
            () -> {
              Connection closed = s.connect("work", "trusted", "none");
              closed.close();
              closed.createStatement();
            }),
        new Cause(
            "idle in transaction",
            PgProblem.ConnectionLost.class,
            () -> {
              try (Connection idle = s.connect("work", "trusted", "none");
                  Statement statement = idle.createStatement()) {
                int pid = idle.unwrap(PGConnection.class).getBackendPID();
                statement.execute("SET idle_in_transaction_session_timeout = 20");
                statement.execute("BEGIN");
                RefusingServer.await(
                    admin, "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = " + pid);
                statement.execute("SELECT 1");
              }
            }),
        new Cause(
            "shutting down",
            PgProblem.ServerNotReady.class,
            () -> {
              long postmaster =
                  Long.parseLong(
                      s.ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"));
              ProcessHandle.of(postmaster).orElseThrow().destroy();
              long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
              while (System.nanoTime() < patience) {
                s.connect("work", "trusted", "none").close();
              }
            }));
  }
}
