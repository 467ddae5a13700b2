package org.synapsepg.diagnose;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * The complaints for which a server takes five seconds, since it waits that long for sessions to
 * end: they are asked for first and collected last.
 */
final class Waiting implements AutoCloseable {
  /** A thread for each task: none waits for another. */
  static final Executor THREADS = task -> new Thread(task, "complaint").start();

  private final List<Connection> occupants;
  private final CompletableFuture<SQLException> drop;
  private final CompletableFuture<SQLException> copy;

  Waiting(RefusingServer server) throws SQLException {
    occupants =
        List.of(server.server.superuser("taken").open(), server.server.superuser("copied").open());
    drop = refused(server, "DROP DATABASE taken");
    copy = refused(server, "CREATE DATABASE more TEMPLATE copied");
  }

  private static CompletableFuture<SQLException> refused(RefusingServer server, String sql) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (Connection connection = server.server.superuser("postgres").open();
              Statement statement = connection.createStatement()) {
            statement.execute(sql);
            throw new IllegalStateException("nothing complained about: " + sql);
          } catch (SQLException e) {
            return e;
          }
        },
        THREADS);
  }

  List<Cause> causes() {
    return List.of(
        new Cause("drop while in use", PgProblem.DatabaseInUse.class, () -> rethrow(drop)),
        new Cause("copy while in use", PgProblem.DatabaseInUse.class, () -> rethrow(copy)));
  }

  private static void rethrow(CompletableFuture<SQLException> future)
      throws SQLException, ExecutionException, InterruptedException {
    throw future.get();
  }

  @Override
  public void close() throws SQLException {
    for (Connection occupant : occupants) {
      occupant.close();
    }
    try {
      CompletableFuture.allOf(drop, copy).join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e);
    }
  }
}
