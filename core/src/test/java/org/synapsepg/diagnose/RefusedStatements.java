package org.synapsepg.diagnose;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.postgresql.PGConnection;

/** The complaints about statements; each leaves behind what the next ones need. */
final class RefusedStatements {
  private RefusedStatements() {}

  static List<Cause> causes(Connection owner, Connection other, Connection admin) {
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

  private static String noise() {
    return new Random(7)
        .ints(9000, 'a', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
