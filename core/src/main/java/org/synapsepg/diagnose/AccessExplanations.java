package org.synapsepg.diagnose;

import org.synapsepg.diagnose.PgProblem.Encryption;

/** What to do when no connection comes about. */
final class AccessExplanations {
  private AccessExplanations() {}

  static void addTo(Explanations.Collector all) {
    all.add(
        PgProblem.NoHbaEntry.class,
        p ->
            "no rule of pg_hba.conf covers "
                + request(p.host(), p.user(), p.databaseName(), p.encryption()),
        "the file that SHOW hba_file names, and pg_hba_file_rules for rules that did not load;"
            + " the server reads the rules from top to bottom and the first that fits decides",
        "add the smallest rule for exactly this connection with the method scram-sha-256, then"
            + " SELECT pg_reload_conf()");
    all.add(
        PgProblem.HbaRejected.class,
        p ->
            "a rule with the method reject covers "
                + request(p.host(), p.user(), p.databaseName(), p.encryption()),
        "the server's log: its DETAIL names the line of pg_hba.conf that matched",
        "put a rule for exactly this connection above that line, then SELECT pg_reload_conf()");
    all.add(
        PgProblem.IdentFailed.class,
        p ->
            p.method().equals("peer")
                ? "the connection came over a Unix-domain socket from an operating system user who"
                    + " is not '"
                    + p.user()
                    + "'; the rule's method is peer, which asks for no password"
                : "the client's ident server does not say that its user is '" + p.user() + "'",
        "the rule that matched (the server's log names its line) and, if it has map=, pg_ident.conf",
        "connect over TCP (host: 127.0.0.1) with a password, or give the rule the method"
            + " scram-sha-256, or map the operating system's user in pg_ident.conf");
    all.add(
        PgProblem.PasswordFailed.class,
        p ->
            "the password of "
                + role(p.user())
                + " is wrong, not set or past its VALID UNTIL, or the role does not exist",
        "the server's log, which says which of these it is; a rule with scram-sha-256 also refuses a"
            + " role whose password is stored as MD5",
        "set the password again (ALTER ROLE … PASSWORD …, psql's \\password sends no readable text)"
            + " and check how the configuration file quotes it");
    all.add(
        PgProblem.PasswordMissing.class,
        p -> "the server asks for a password and the client has none",
        "the client's configuration: database.args.password of Synapse, PGPASSWORD, the password"
            + " file (which libpq ignores unless its mode is 0600)",
        "give the client the password");
    all.add(
        PgProblem.AuthenticationFailed.class,
        p -> "the method " + p.method() + " refused " + role(p.user()),
        "the server's log, which has the reason",
        "correct what the method asks for, or give this connection a rule with scram-sha-256");
    all.add(
        PgProblem.AuthenticationUnsupported.class,
        p ->
            "the client does not know the authentication that the server or its own settings demand",
        "the versions of libpq and of the driver: SCRAM needs libpq 10 or pgjdbc 42.2; channel"
            + " binding needs TLS",
        "update the client; do not lower the server's password_encryption to md5");
    all.add(
        PgProblem.AuthorizationRefused.class,
        p ->
            switch (p.stage()) {
              case HBA -> "pg_hba.conf refuses the connection: no rule, or one that rejects";
              case AUTHENTICATION -> "the authentication method refused the role";
              case ROLE -> "the role does not exist, or may not log in";
              case UNKNOWN ->
                  "the server refused the role: by pg_hba.conf, by its authentication method, or"
                      + " because the role does not exist or may not log in";
            },
        "the server's log, or the same attempt with lc_messages = 'C' on the server",
        "what the text in English says; its SQL state 28000 alone does not tell");
    all.add(
        PgProblem.RoleMissing.class,
        p -> role(p.role()) + " does not exist",
        "SELECT rolname FROM pg_roles; names are case sensitive once they were quoted",
        "create it: SynapseDatabase makes role and database as Synapse needs them");
    all.add(
        PgProblem.RoleCannotLogIn.class,
        p -> role(p.role()) + " exists, but without the right to log in",
        "rolcanlogin in pg_roles; CREATE ROLE gives no LOGIN, CREATE USER does",
        "ALTER ROLE … LOGIN, or use the role that was meant");
    all.add(
        PgProblem.DatabaseMissing.class,
        p ->
            (p.database().isEmpty() ? "the database" : "database '" + p.database() + "'")
                + " does not exist",
        "SELECT datname FROM pg_database; without a name in the configuration, clients take the"
            + " role's name",
        "create it with SynapseDatabase, or correct database.args.dbname");
    all.add(
        PgProblem.ConnectDenied.class,
        p -> "database '" + p.database() + "' does not let this role in",
        "datacl and datallowconn in pg_database",
        "GRANT CONNECT ON DATABASE … TO …; template0 is closed on purpose");
    all.add(
        PgProblem.NotListening.class,
        p ->
            "nothing accepts connections at "
                + (p.address().isEmpty() ? "the address" : p.address()),
        "whether the server runs, its listen_addresses and port, and for a container which network"
            + " and published port it has; 127.0.0.1 inside a container is the container itself",
        "start the server, or correct host and port; listen_addresses needs a restart");
    all.add(
        PgProblem.ConnectTimedOut.class,
        p -> "the address does not answer: packets are dropped, or the host is down",
        "firewalls between the two, the host's address, the port",
        "open the way, or correct the address");
    all.add(
        PgProblem.HostUnknown.class,
        p -> "the name '" + p.host() + "' has no address here",
        "the spelling, and the resolver of the machine or container that connects; a compose"
            + " service's name is only known in its own network",
        "correct the name, or put both containers into one network");
    all.add(
        PgProblem.Unreachable.class,
        p -> "the network has no way to the address",
        "routes, and whether the address is of a family (IPv6) that this machine has",
        "correct the address or the route");
    all.add(
        PgProblem.TooManyConnections.class,
        p ->
            switch (p.limit()) {
              case SERVER -> "max_connections of the server is used up";
              case ROLE -> "the connection limit of the role is used up";
              case DATABASE -> "the connection limit of the database is used up";
              case UNKNOWN ->
                  "a limit of connections is used up: the server's, role's or database's";
            },
        "SELECT usename, datname, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3",
        "keep processes × cp_max below max_connections less the reserved ones, or raise the limit"
            + " (max_connections needs a restart)");
    all.add(
        PgProblem.TlsNotOffered.class,
        p -> "the client insists on TLS (sslmode require or stronger) and the server has ssl = off",
        "SHOW ssl on the server",
        "switch TLS on (a certificate, ssl = on, reload), or use sslmode=disable inside one host");
    all.add(
        PgProblem.TlsFailed.class,
        p ->
            switch (p.reason()) {
              case UNTRUSTED ->
                  "the server's certificate comes from an authority that is not trusted";
              case VERIFY_FAILED ->
                  "the server's certificate does not pass: unknown authority, or out of its dates";
              case HOST_MISMATCH -> "the server's certificate is for another host name";
              case EXPIRED -> "a certificate is not valid yet or no longer";
              case FILE -> "a certificate or key file is missing, unreadable or open to others";
              case CLIENT_CERTIFICATE -> "the server does not accept the client's certificate";
              case PROTOCOL -> "the two sides have no version of TLS in common";
              case OTHER -> "TLS failed";
            },
        "sslmode, sslrootcert, sslcert and sslkey of the client; openssl s_client -starttls postgres"
            + " -connect host:port shows the server's certificate",
        "name the authority's certificate in sslrootcert, connect by a name that the certificate has,"
            + " renew it, and give keys the mode 0600");
    all.add(
        PgProblem.ConnectionLost.class,
        p ->
            "an open connection ended: the server stopped or crashed, an administrator or a timeout"
                + " ended it, or the network broke it",
        "the server's log at that time; idle connections are dropped by firewalls",
        "if it recurs: keepalives_idle 10, keepalives_interval 10, keepalives_count 3 in"
            + " database.args");
    all.add(
        PgProblem.ServerNotReady.class,
        p -> "the server is starting, stopping or recovering from a crash",
        "the server's log",
        "wait; after a crash recovery can take minutes");
    all.add(
        PgProblem.InvalidParameter.class,
        p ->
            "a connection parameter is not accepted"
                + (p.parameter().isEmpty() ? "" : ": '" + p.parameter() + "'"),
        "database.args: every key that does not begin with cp_ goes to libpq as it is",
        "correct or remove it; ConfigLinter lists every such key");
    all.add(
        PgProblem.DriverMissing.class,
        p -> "the program lacks its database driver: " + p.module(),
        "the Python environment or image in which Synapse runs: python -c 'import psycopg2' there says"
            + " what is missing, for Synapse calls a psycopg2 that finds no libpq 'not installed' too;"
            + " for Java the class path",
        p -> {
          String module = p.module();
          if (module.startsWith("jdbc")) {
            return "put org.postgresql:postgresql on the class path";
          }
          return module.startsWith("psycopg")
              ? "pip install 'matrix-synapse[postgres]' into Synapse's environment, or the package"
                  + " python3-psycopg2"
              : "install the system's package of libpq: libpq5 on Debian, libpq on Alpine and Fedora; or"
                  + " psycopg2-binary, which brings its own";
        });
  }

  private static String role(String name) {
    return name.isEmpty() ? "the role" : "role '" + name + "'";
  }

  private static String request(
      String host,
      String user,
      @jakarta.annotation.Nullable String database,
      Encryption encryption) {
    return "%s to %s from %s%s"
        .formatted(
            role(user),
            database == null ? "physical replication" : "database '" + database + "'",
            host,
            switch (encryption) {
              case NONE -> " without encryption";
              case SSL -> " with TLS";
              case GSS -> " with GSSAPI encryption";
              case UNKNOWN -> "";
            });
  }
}
