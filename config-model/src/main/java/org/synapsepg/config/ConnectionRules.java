package org.synapsepg.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.synapsepg.config.internal.PythonText;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Severity;
import org.synapsepg.core.SourceLocation;

/** Rules about arguments that belong together: hosts, TLS, keepalives. */
final class ConnectionRules {
  private static final List<String> TLS_VERSIONS =
      List.of("tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3");

  private final List<Finding> found;
  private final DatabaseEntry entry;
  private final LibpqParams params;

  ConnectionRules(List<Finding> found, DatabaseEntry entry, LibpqParams params) {
    this.found = found;
    this.entry = entry;
    this.params = params;
  }

  void check() {
    hosts();
    tls();
    keepalives();
  }

  private void add(LintCode code, String parameter, String message, String hint) {
    found.add(finding(code, parameter, message, hint));
  }

  private Finding finding(LintCode code, String parameter, String message, String hint) {
    SourceLocation at =
        params.find(parameter).flatMap(Parameter::location).orElse(entry.location());
    return Finding.of(code, message).withHint(hint).at(at);
  }

  private String value(String name) {
    return params.find(name).flatMap(Parameter::text).orElse("");
  }

  private static int count(String list) {
    return list.isEmpty() ? 0 : list.split(",", -1).length;
  }

  private void hosts() {
    int hosts = count(value("host"));
    int addresses = count(value("hostaddr"));
    int ports = count(value("port"));
    if (addresses > 0 && hosts == 0) {
      add(
          LintCode.HOSTADDR_WITHOUT_HOST,
          "hostaddr",
          "found 'hostaddr' without 'host'; a server certificate cannot be checked then",
          "add 'host' with the server's name");
    }
    if (addresses > 0 && hosts > 0 && addresses != hosts) {
      add(
          LintCode.HOST_COUNTS,
          "hostaddr",
          "'host' has " + hosts + " entries and 'hostaddr' " + addresses,
          "expected as many of the one as of the other");
    }
    int servers = Math.max(1, Math.max(hosts, addresses));
    if (ports > 1 && ports != servers) {
      add(
          LintCode.HOST_COUNTS,
          "port",
          "'port' has " + ports + " entries for " + servers + " hosts",
          "expected one port for all hosts or one a host");
    }
  }

  private void tls() {
    String mode = params.sslmode().orElse("prefer");
    String root = value("sslrootcert");
    boolean verifies = mode.equals("verify-ca") || mode.equals("verify-full");
    boolean requires = verifies || mode.equals("require");
    if (params.isLocalSocket() && requires) {
      add(
          LintCode.SSL_ON_SOCKET,
          "sslmode",
          "'sslmode' is '" + mode + "', but the connection goes through a Unix socket without TLS",
          "remove 'sslmode', or name a host");
    } else if (verifies && root.isEmpty()) {
      add(
          LintCode.SSL_NO_ROOT_CERT,
          "sslmode",
          "'sslmode' is '"
              + mode
              + "' without 'sslrootcert'; libpq then needs ~/.postgresql/root.crt of Synapse's user",
          "add 'sslrootcert' with the path of the root certificate, or 'system'");
    }
    if (root.equals("system") && params.sslmode().isPresent() && !mode.equals("verify-full")) {
      contradiction("sslrootcert", "'sslrootcert=system' allows only 'sslmode=verify-full'");
    }
    if (value("sslnegotiation").equals("direct") && !requires && !root.equals("system")) {
      contradiction(
          "sslnegotiation", "'sslnegotiation=direct' needs 'sslmode' require or stronger");
    }
    if (value("channel_binding").equals("require")
        && (mode.equals("disable") || params.isLocalSocket())) {
      contradiction("channel_binding", "'channel_binding=require' needs TLS");
    }
    int least = TLS_VERSIONS.indexOf(value("ssl_min_protocol_version").toLowerCase(Locale.ROOT));
    int most = TLS_VERSIONS.indexOf(value("ssl_max_protocol_version").toLowerCase(Locale.ROOT));
    if (least >= 0 && most >= 0 && least > most) {
      contradiction(
          "ssl_min_protocol_version",
          "'ssl_min_protocol_version' is above 'ssl_max_protocol_version'");
    }
    boolean cert = params.find("sslcert").isPresent();
    boolean key = params.find("sslkey").isPresent();
    if (cert != key) {
      add(
          LintCode.SSL_CERT_WITHOUT_KEY,
          cert ? "sslcert" : "sslkey",
          cert ? "found 'sslcert' without 'sslkey'" : "found 'sslkey' without 'sslcert'",
          "give both; the one left out is looked for in ~/.postgresql");
    }
  }

  private void contradiction(String parameter, String message) {
    add(LintCode.SSL_CONTRADICTION, parameter, message, "change one of the two");
  }

  private static boolean isRemote(String host) {
    String lower = host.strip().toLowerCase(Locale.ROOT);
    return !lower.isEmpty()
        && !lower.startsWith("/")
        && !lower.startsWith("@")
        && !lower.equals("localhost")
        && !lower.startsWith("127.")
        && !lower.equals("::1");
  }

  private void keepalives() {
    String target = params.hostaddr().or(params::host).orElse("");
    Optional<String> remote =
        Arrays.stream(target.split(",", -1)).filter(ConnectionRules::isRemote).findFirst();
    boolean off = PythonText.isZero(value("keepalives"));
    boolean timed =
        params.find("keepalives_idle").isPresent()
            || params.find("keepalives_interval").isPresent()
            || params.find("keepalives_count").isPresent();
    if (off && timed) {
      add(
          LintCode.KEEPALIVES_INEFFECTIVE,
          "keepalives",
          "'keepalives' is 0, so their times have no effect",
          "remove 'keepalives'");
    } else if (remote.isPresent() && (off || params.find("keepalives_idle").isEmpty())) {
      Finding missing =
          finding(
              LintCode.KEEPALIVES_MISSING,
              "host",
              "the server is on another host and 'keepalives_idle' is not set: a connection that a"
                  + " firewall forgot is noticed after two hours",
              "add 'keepalives_idle: 10', 'keepalives_interval: 10', 'keepalives_count: 3'");
      // A name without a dot is mostly a container on the same machine.
      boolean near = remote.get().indexOf('.') < 0 && remote.get().indexOf(':') < 0;
      found.add(near && !off ? missing.withSeverity(Severity.INFO) : missing);
    }
    times(off);
  }

  private void times(boolean off) {
    Optional<Integer> idle = PythonText.wholeNumber(value("keepalives_idle"));
    if (off || idle.isEmpty() || entry.settings().statementTimeout().isEmpty()) {
      return;
    }
    long interval = PythonText.wholeNumber(value("keepalives_interval")).orElse(75);
    long count = PythonText.wholeNumber(value("keepalives_count")).orElse(9);
    long limit = entry.settings().statementTimeout().get().toSeconds();
    Duration dead = Duration.ofSeconds(idle.get() + interval * count);
    if (dead.toSeconds() >= limit) {
      add(
          LintCode.KEEPALIVES_INEFFECTIVE,
          "keepalives_idle",
          "a dead connection is noticed after "
              + dead.toSeconds()
              + " s, later than the "
              + limit
              + " s after which Synapse's statements time out",
          "lower 'keepalives_idle', 'keepalives_interval' or 'keepalives_count'");
    }
  }
}
