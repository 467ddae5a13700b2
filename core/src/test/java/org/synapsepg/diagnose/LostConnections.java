package org.synapsepg.diagnose;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/** The complaints when a connection ends, and in the end the server. */
final class LostConnections {
  private LostConnections() {}

  static List<Cause> causes(RefusingServer s, Connection admin) {
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
