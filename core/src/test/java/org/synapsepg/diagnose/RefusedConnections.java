package org.synapsepg.diagnose;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The complaints about connections that do not come about, and about one that does. */
final class RefusedConnections {
  private RefusedConnections() {}

  static List<Cause> plain(RefusingServer s) {
    String work = "work";
    List<Cause> causes = new ArrayList<>();
    causes.add(
        new Cause("no rule", PgProblem.NoHbaEntry.class, () -> s.connect(work, "plain", "x")));
    causes.add(
        new Cause(
            "no rule for replication",
            PgProblem.NoHbaEntry.class,
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
        new Cause(
            "reject", PgProblem.HbaRejected.class, () -> s.connect("rejected", "plain", "x")));
    causes.add(
        new Cause("ident", PgProblem.IdentFailed.class, () -> s.connect("ident", "plain", "x")));
    for (String method : List.of("scram", "md5", "clear")) {
      causes.add(
          new Cause(
              "wrong, " + method,
              PgProblem.PasswordFailed.class,
              () -> s.connect(method, "plain", "wrong")));
      causes.add(
          new Cause(
              "none, " + method,
              PgProblem.PasswordMissing.class,
              () -> s.connect(method, "plain", "none")));
    }
    causes.add(
        new Cause("empty", PgProblem.PasswordMissing.class, () -> s.connect("scram", "plain", "")));
    causes.add(
        new Cause(
            "expired",
            PgProblem.PasswordFailed.class,
            () -> s.connect("scram", "expired", "right")));
    causes.add(
        new Cause("unset", PgProblem.PasswordFailed.class, () -> s.connect("scram", "unset", "x")));
    causes.add(
        new Cause(
            "role unknown",
            PgProblem.PasswordFailed.class,
            () -> s.connect("scram", "nobody", "x")));
    causes.add(
        new Cause(
            "missing", PgProblem.RoleMissing.class, () -> s.connect(work, "missing", "none")));
    causes.add(
        new Cause(
            "nologin", PgProblem.RoleCannotLogIn.class, () -> s.connect(work, "nologin", "none")));
    causes.add(
        new Cause(
            "no database",
            PgProblem.DatabaseMissing.class,
            () -> s.connect("nowhere", "trusted", "none")));
    causes.add(
        new Cause(
            "CONNECT revoked",
            PgProblem.ConnectDenied.class,
            () -> s.connect("closed", "trusted", "none")));
    causes.add(
        new Cause(
            "template0",
            PgProblem.ConnectDenied.class,
            () -> s.connect("template0", "postgres", "none")));
    causes.add(
        new Cause(
            "role's limit",
            PgProblem.TooManyConnections.class,
            () -> s.connect(work, "crowded", "none")));
    causes.add(
        new Cause(
            "database's limit",
            PgProblem.TooManyConnections.class,
            () -> s.connect("crowded", "trusted", "none")));
    causes.add(
        new Cause("reserved slots", PgProblem.TooManyConnections.class, () -> crowd(s, "trusted")));
    causes.add(
        new Cause("no slots", PgProblem.TooManyConnections.class, () -> crowd(s, "postgres")));
    causes.add(
        new Cause(
            "closed port",
            PgProblem.NotListening.class,
            () -> RefusingServer.connectTo(RefusingServer.closedPort(), work, "trusted", "none")));
    causes.add(
        new Cause(
            "no such host",
            PgProblem.HostUnknown.class,
            () -> RefusingServer.connectTo("no-such-host.invalid", work, "trusted", "none")));
    causes.add(
        new Cause("silence", PgProblem.ConnectTimedOut.class, () -> silence("loginTimeout")));
    causes.add(
        new Cause(
            "TLS off",
            PgProblem.TlsNotOffered.class,
            () -> s.connect(work, "trusted", "none", "sslmode", "require")));
    causes.add(
        new Cause(
            "sslmode",
            PgProblem.InvalidParameter.class,
            () -> s.connect(work, "trusted", "none", "sslmode", "bogus")));
    causes.add(
        new Cause(
            "options",
            PgProblem.InvalidParameter.class,
            () -> s.connect(work, "trusted", "none", "options", "-c nonsense=1")));
    causes.add(
        new Cause(
            "secondary wanted",
            PgProblem.ReadOnly.class,
            () -> s.connect(work, "trusted", "none", "targetServerType", "secondary")));
    causes.add(
        new Cause(
            "no driver",
            PgProblem.DriverMissing.class,
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

  static List<Cause> overTls(RefusingServer s) {
    String trusted = s.folder.resolve("server.pem").toString();
    String stranger = s.folder.resolve("stranger.pem").toString();
    return List.of(
        new Cause(
            "no rule, TLS",
            PgProblem.NoHbaEntry.class,
            () -> s.connect("work", "plain", "x", "sslmode", "require")),
        new Cause(
            "only with TLS",
            PgProblem.NoHbaEntry.class,
            () -> s.connect("work", "tlsonly", "x", "sslmode", "disable")),
        new Cause(
            "no client certificate",
            PgProblem.TlsFailed.class,
            () -> s.connect("certified", "plain", "x", "sslmode", "require")),
        new Cause(
            "stranger's authority",
            PgProblem.TlsFailed.class,
            () ->
                s.connect(
                    "work", "trusted", "none", "sslmode", "verify-ca", "sslrootcert", stranger)),
        new Cause(
            "other host",
            PgProblem.TlsFailed.class,
            () ->
                s.connect(
                    "work", "trusted", "none", "sslmode", "verify-full", "sslrootcert", trusted)),
        new Cause(
            "no such file",
            PgProblem.TlsFailed.class,
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

  /** A warning on every new connection; drivers keep it with the connection. */
  static Cause agedCollation(RefusingServer s, Connection admin) {
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
}
