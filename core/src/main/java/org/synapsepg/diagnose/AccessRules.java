package org.synapsepg.diagnose;

import static org.synapsepg.diagnose.Rule.NAME;
import static org.synapsepg.diagnose.Rule.named;
import static org.synapsepg.diagnose.Rule.plain;

import jakarta.annotation.Nullable;
import java.util.List;
import org.synapsepg.diagnose.PgProblem.Encryption;
import org.synapsepg.diagnose.PgProblem.Limit;
import org.synapsepg.diagnose.PgProblem.TlsReason;

/**
 * What is said when no connection comes about, or when one ends. Sources: PostgreSQL's
 * src/backend/libpq/auth.c, utils/init/postinit.c, tcop/backend_startup.c and src/interfaces/libpq;
 * pgjdbc's core/v3/ConnectionFactoryImpl and ssl.
 */
final class AccessRules {
  private static final String TO_SERVER = "connection to server (?:at|on socket) " + NAME;

  static final List<Rule> ALL =
      List.of(
          Rule.of(
              "(no pg_hba\\.conf entry for (?:replication connection from )?"
                  + "|pg_hba\\.conf rejects (?:replication )?connection for )"
                  + "host \"([^\"\\n]*)\", user \"(.*?)\"(?:, database \"(.*?)\")?"
                  + "(?:, (SSL on|SSL off|SSL encryption|GSS encryption|no encryption))?"
                  + "(?=\\s*$|[\"'}\\\\])",
              AccessRules::hba),
          Rule.of(
              "(?i)\\b(peer|ident) authentication failed for user " + NAME,
              p ->
                  new PgProblem.IdentFailed(
                      p.message(), p.get(1).toLowerCase(java.util.Locale.ROOT), p.get(2))),
          named("password authentication failed for user " + NAME, PgProblem.PasswordFailed::new),
          Rule.of(
              "\"?\\b(GSSAPI|SSPI|PAM|BSD|LDAP|certificate|RADIUS|OAuth bearer|trust)\"?"
                  + " authentication failed for user "
                  + NAME,
              p -> new PgProblem.AuthenticationFailed(p.message(), p.get(1), p.get(2))),
          Rule.of(
              "authentication failed for user " + NAME + ": host rejected",
              p -> new PgProblem.AuthenticationFailed(p.message(), "reject", p.get(1))),
          plain(
              "no password supplied|no password was provided|but the password is an empty string"
                  + "|empty password returned by client",
              PgProblem.PasswordMissing::new),
          plain(
              "The authentication type \\d+ is not supported|authentication method \\d+ not supported"
                  + "|SCRAM authentication requires libpq version 10 or above"
                  + "|none of the server's SASL authentication mechanisms are supported"
                  + "|(?i:channel binding)(?:\" is| is|) required"
                  + "|authentication method requirement .* failed",
              PgProblem.AuthenticationUnsupported::new),
          named("\\brole " + NAME + " does not exist", PgProblem.RoleMissing::new),
          named("\\brole " + NAME + " is not permitted to log in", PgProblem.RoleCannotLogIn::new),
          named("\\bdatabase " + NAME + " does not exist", PgProblem.DatabaseMissing::new),
          named(
              "permission denied for database "
                  + NAME
                  + "|\\bdatabase "
                  + NAME
                  + " is not currently accepting connections",
              PgProblem.ConnectDenied::new),
          Rule.of(
              TO_SERVER
                  + "(?: \\([^)]*\\))?(?:, port (\\d+))? failed: "
                  + "(?:Connection refused|No such file or directory)",
              p ->
                  new PgProblem.NotListening(
                      p.message(), p.has(2) ? p.get(1) + ":" + p.get(2) : p.get(1))),
          Rule.of(
              "could not connect to server: (?:Connection refused|No such file or directory)"
                  + "(?:\\s+Is the server running (?:on host "
                  + NAME
                  + "[^?]*? port (\\d+)|locally and accepting\\s+connections on Unix domain socket "
                  + NAME
                  + "))?",
              p ->
                  new PgProblem.NotListening(
                      p.message(), p.has(1) ? p.get(1) + ":" + p.get(2) : p.get(3))),
          named("Connection to (\\S+) refused\\. Check that", PgProblem.NotListening::new),
          Rule.of(
              TO_SERVER + " failed: Permission denied",
              p -> new PgProblem.PermissionDenied(p.message(), "socket " + p.get(1))),
          plain(
              "failed: (?:timeout expired|Connection timed out)|\\btimeout expired\\b|Connection attempt timed out"
                  + "|could not connect to server: (?:Connection timed out|Operation timed out)",
              PgProblem.ConnectTimedOut::new),
          named(
              "could not translate host name " + NAME + " to address", PgProblem.HostUnknown::new),
          plain(
              "(?:failed|server): (?:No route to host|Network is unreachable|Host is unreachable)",
              PgProblem.Unreachable::new),
          limit(
              "sorry, too many clients already|remaining connection slots are reserved",
              Limit.SERVER),
          limit("no more connections allowed|exceeds max_wal_senders", Limit.SERVER),
          limit("too many connections for role ", Limit.ROLE),
          limit("too many connections for database ", Limit.DATABASE),
          plain(
              "server does not support SSL, but SSL was required|The server does not support SSL",
              PgProblem.TlsNotOffered::new),
          tls(
              "PKIX path building failed|unable to find valid certification path",
              TlsReason.UNTRUSTED),
          tls("CertificateExpiredException|CertificateNotYetValidException", TlsReason.EXPIRED),
          tls("PKIX path validation failed: \\S+: validity check failed", TlsReason.EXPIRED),
          tls(
              "server certificate for " + NAME + ".* does not match host name",
              TlsReason.HOST_MISMATCH),
          tls("could not be verified by hostnameverifier", TlsReason.HOST_MISMATCH),
          tls(
              "root certificate file "
                  + NAME
                  + " does not exist"
                  + "|private key file "
                  + NAME
                  + " (?:has group or world access|must be owned)"
                  + "|(?:could not (?:load|read|open)|certificate present, but not) .*"
                  + "(?:certificate|private key) file"
                  + "|Could not open SSL (?:root )?certificate file",
              TlsReason.FILE),
          tls(
              "connection requires a valid client certificate|alert (?:unknown ca|bad certificate"
                  + "|certificate (?:required|unknown|revoked|expired))",
              TlsReason.CLIENT_CERTIFICATE),
          tls("certificate verify failed", TlsReason.VERIFY_FAILED),
          tls(
              "SSL error: (?:unsupported protocol|no protocols available|wrong version number"
                  + "|.*alert (?:protocol version|handshake failure))"
                  + "|received invalid response to SSL negotiation|No appropriate protocol"
                  + "|Received fatal alert: (?:protocol_version|handshake_failure)",
              TlsReason.PROTOCOL),
          tls(
              "Received fatal alert: (?:certificate_|unknown_ca|bad_certificate)",
              TlsReason.CLIENT_CERTIFICATE),
          plain(
              "server closed the connection unexpectedly"
                  + "|terminating connection due to (?:administrator command|unexpected postmaster exit"
                  + "|idle-in-transaction timeout|idle-session timeout|transaction timeout)"
                  + "|terminating connection because of crash of another server process"
                  + "|An I/O error occurred while sending to the backend"
                  + "|SSL SYSCALL error: EOF detected|SSL connection has been closed unexpectedly"
                  + "|could not (?:receive data from|send data to) server"
                  + "|This connection has been closed|connection already closed"
                  + "|the connection is closed",
              PgProblem.ConnectionLost::new),
          plain(
              "the database system is (?:starting up|shutting down|in recovery mode"
                  + "|not (?:yet )?accepting connections)",
              PgProblem.ServerNotReady::new),
          named(
              "invalid connection option "
                  + NAME
                  + "|invalid (?:integer value "
                  + NAME
                  + " for connection option|port number: "
                  + NAME
                  + ")|invalid (sslmode|sslnegotiation|gssencmode|channel_binding|require_auth"
                  + "|target_session_attrs|load_balance_hosts|ssl_min_protocol_version"
                  + "|ssl_max_protocol_version|sslcertmode) value"
                  + "|Invalid (sslmode) value|missing \"=\" after "
                  + NAME
                  + "|definition of service "
                  + NAME
                  + " not found"
                  + "|unrecognized configuration parameter "
                  + NAME,
              PgProblem.InvalidParameter::new),
          named(
              "No module named ['\"]?(psycopg2?)\\b|\\b(psycopg2) module is not installed"
                  + "|(libpq(?:-\\w+)?\\.so\\.[\\d.]*\\d): cannot open shared object"
                  + "|Library not loaded: \\S*(libpq)|no (pq) wrapper available"
                  + "|No suitable driver found for (jdbc:postgresql)|(pg_config) executable not found",
              PgProblem.DriverMissing::new),
          tls("SSL error: ", TlsReason.OTHER));

  private AccessRules() {}

  private static Rule limit(String regex, Limit limit) {
    return plain(regex, message -> new PgProblem.TooManyConnections(message, limit));
  }

  private static Rule tls(String regex, TlsReason reason) {
    return plain(regex, message -> new PgProblem.TlsFailed(message, reason));
  }

  private static PgProblem hba(Rule.Parts parts) {
    boolean replication = parts.get(1).contains("replication");
    @Nullable String database = parts.has(4) ? parts.get(4) : null;
    Encryption encryption =
        switch (parts.get(5)) {
          case "SSL on", "SSL encryption" -> Encryption.SSL;
          case "GSS encryption" -> Encryption.GSS;
          case "SSL off", "no encryption" -> Encryption.NONE;
          default -> Encryption.UNKNOWN;
        };
    return parts.get(1).startsWith("no ")
        ? new PgProblem.NoHbaEntry(
            parts.message(), parts.get(2), parts.get(3), database, encryption, replication)
        : new PgProblem.HbaRejected(
            parts.message(), parts.get(2), parts.get(3), database, encryption, replication);
  }
}
