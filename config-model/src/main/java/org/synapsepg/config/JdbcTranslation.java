package org.synapsepg.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.synapsepg.config.internal.PythonText;
import org.synapsepg.core.Finding;

/** libpq's parameters to pgjdbc's properties: the fate of every keyword, in one place. */
final class JdbcTranslation {
  /** junixsocket's socket factory for pgjdbc; its argument is the path of the socket. */
  static final String UNIX_SOCKET_FACTORY = "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg";

  private static final String NO_COUNTERPART = "pgjdbc has no counterpart";

  private final LibpqParams params;
  private final Path socketDirectory;
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> endpoints = new ArrayList<>();
  private final boolean socket;

  JdbcTranslation(LibpqParams params, Path socketDirectory) {
    this.params = params;
    this.socketDirectory = socketDirectory;
    this.socket = params.isLocalSocket();
  }

  Map<String, String> properties() {
    return properties;
  }

  List<Finding> findings() {
    return findings;
  }

  String url() {
    return "jdbc:postgresql://"
        + String.join(",", endpoints)
        + "/"
        + encode(params.dbname().or(params::user).orElse(""));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  void run() {
    hosts();
    for (Parameter parameter : params.all()) {
      String value = parameter.secret().reveal();
      if (!value.isEmpty()) {
        translate(parameter, value);
      }
    }
    if (params.find("keepalives").isEmpty() && !socket) {
      properties.put("tcpKeepAlive", "true");
    }
    if (params.find("application_name").isEmpty()) {
      params
          .find("fallback_application_name")
          .ifPresent(p -> properties.put("ApplicationName", p.secret().reveal()));
    }
    tls();
  }

  private void translate(Parameter parameter, String value) {
    switch (parameter.name()) {
      case "host", "hostaddr", "port", "dbname", "database" -> {}
      case "fallback_application_name", "sslmode", "sslrootcert", "sslnegotiation" -> {}
      case "authtype", "tty", "sslcompression" -> {}
      case "user", "password", "options", "sslpassword", "gsslib" ->
          properties.put(parameter.name(), value);
      case "application_name" -> properties.put("ApplicationName", value);
      case "krbsrvname" -> properties.put("kerberosServerName", value);
      case "gssencmode" -> properties.put("gssEncMode", value);
      case "channel_binding" -> properties.put("channelBinding", value);
      case "require_auth" -> requireAuth(parameter, value);
      case "connect_timeout" -> connectTimeout(parameter, value);
      case "client_encoding" -> {
        String plain = value.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
        if (!plain.equals("utf8") && !plain.equals("unicode") && !plain.equals("auto")) {
          lost(parameter, "pgjdbc always talks UTF-8", "leave it out");
        }
      }
      case "keepalives" ->
          properties.put("tcpKeepAlive", String.valueOf(!PythonText.isZero(value)));
      case "keepalives_idle", "keepalives_interval", "keepalives_count" ->
          keepalive(parameter, value);
      case "sslcert" -> properties.put("sslcert", value);
      case "sslkey" -> sslKey(parameter, value);
      case "target_session_attrs" -> targetServer(parameter, value);
      case "load_balance_hosts" ->
          properties.put("loadBalanceHosts", String.valueOf(value.equals("random")));
      case "replication" -> replication(parameter, value);
      default -> withoutCounterpart(parameter, value);
    }
  }

  private void withoutCounterpart(Parameter parameter, String value) {
    String name = parameter.name();
    boolean implied =
        switch (name) {
          case "sslsni" -> !PythonText.isZero(value);
          case "gssdelegation", "tcp_user_timeout" -> PythonText.isZero(value);
          case "sslcertmode" -> value.equals("allow");
          case "min_protocol_version", "max_protocol_version" -> value.equals("3.0");
          default -> false;
        };
    if (implied) {
      return;
    }
    switch (name) {
      case "passfile" ->
          lost(
              parameter,
              "pgjdbc finds password files through system properties and its own environment only",
              "resolve it first with ConnectionEnvironment");
      case "service" ->
          lost(
              parameter,
              "pgjdbc finds service files through system properties and its own environment only",
              "resolve it first with ConnectionEnvironment");
      case "tcp_user_timeout" ->
          lost(
              parameter,
              "Java cannot set it",
              "the nearest is pgjdbc's 'socketTimeout', in seconds");
      case "sslcrl",
          "sslcrldir",
          "sslsni",
          "ssl_min_protocol_version",
          "ssl_max_protocol_version",
          "sslkeylogfile" ->
          lost(
              parameter,
              "TLS is Java's own there",
              "set it for the JVM, or give pgjdbc an 'sslfactory' of your own");
      case "sslcertmode",
          "requirepeer",
          "gssdelegation",
          "min_protocol_version",
          "max_protocol_version",
          "scram_client_key",
          "scram_server_key",
          "oauth_issuer",
          "oauth_client_id",
          "oauth_client_secret",
          "oauth_scope" ->
          lost(parameter, NO_COUNTERPART, "leave it out for connections from Java");
      default ->
          lost(parameter, "no libpq from 12 to 18 knows it", "correct its name or leave it out");
    }
  }

  private void lost(Parameter parameter, String reason, String hint) {
    findings.add(
        Finding.of(LintCode.NOT_TRANSLATED, "'" + parameter + "' is not carried over: " + reason)
            .withHint(hint)
            .at(parameter.location().orElse(null)));
  }

  private void changed(Parameter parameter, String how) {
    findings.add(
        Finding.of(
                LintCode.TRANSLATED_DIFFERENTLY, "'" + parameter + "' is carried over, but " + how)
            .at(parameter.location().orElse(null)));
  }

  private void hosts() {
    String[] ports = params.port().orElse("").split(",", -1);
    String[] names = params.host().orElse("").split(",", -1);
    Optional<Parameter> hostaddr = params.find("hostaddr");
    String[] addresses =
        hostaddr.map(p -> p.secret().reveal().split(",", -1)).orElse(new String[0]);
    int count = Math.max(names.length, addresses.length);
    List<String> pinned = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = i < names.length ? names[i].strip() : "";
      String address = i < addresses.length ? addresses[i].strip() : "";
      String port = ports.length == 1 ? ports[0].strip() : i < ports.length ? ports[i].strip() : "";
      port = port.isEmpty() ? "5432" : port;
      boolean local = address.isEmpty() && (name.isEmpty() || isPath(name));
      if (local && !socket) {
        lost(
            params.find("host").orElseThrow(),
            "pgjdbc cannot mix Unix sockets and TCP in one list of hosts",
            "name only hosts of one kind");
        continue;
      }
      if (local) {
        socketHost(name, port);
        continue;
      }
      String host = name.isEmpty() || isPath(name) ? address : name;
      if (!address.isEmpty() && !address.equals(host)) {
        pinned.add("address." + host + "=" + address);
      }
      endpoints.add((host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port);
    }
    if (!pinned.isEmpty()) {
      tcpFactory(String.join(";", pinned));
    }
  }

  private static boolean isPath(String host) {
    return host.startsWith("/") || host.startsWith("@");
  }

  private void socketHost(String name, String port) {
    if (!endpoints.isEmpty()) {
      lost(
          params.find("host").orElseThrow(),
          "a socket factory knows one Unix socket; the first is taken",
          "name one socket folder");
      return;
    }
    String folder = name.isEmpty() ? socketDirectory.toString() : name;
    endpoints.add("localhost:" + port);
    properties.put("socketFactory", UNIX_SOCKET_FACTORY);
    properties.put("socketFactoryArg", folder + "/.s.PGSQL." + port);
  }

  private void tcpFactory(String setting) {
    properties.put("socketFactory", TcpSocketFactory.class.getName());
    properties.merge("socketFactoryArg", setting, (a, b) -> a + ";" + b);
  }

  private void keepalive(Parameter parameter, String value) {
    Optional<Integer> number = PythonText.wholeNumber(value);
    if (socket || number.filter(n -> n <= 0).isPresent()) {
      return;
    }
    if (number.isEmpty()) {
      lost(parameter, "it is no whole number", "write a number of seconds or probes");
      return;
    }
    tcpFactory(parameter.name().substring("keepalives_".length()) + "=" + number.get());
  }

  private void requireAuth(Parameter parameter, String value) {
    if (value.contains("oauth")) {
      lost(
          parameter, "pgjdbc does not know 'oauth'", "leave 'oauth' out for connections from Java");
    } else {
      properties.put("requireAuth", value);
    }
  }

  private void connectTimeout(Parameter parameter, String value) {
    Optional<Integer> seconds = PythonText.wholeNumber(value);
    if (seconds.isEmpty()) {
      lost(parameter, "it is no whole number", "write a number of seconds");
    } else {
      properties.put("connectTimeout", Integer.toString(Math.max(0, seconds.get())));
    }
  }

  private void replication(Parameter parameter, String value) {
    switch (value.toLowerCase(Locale.ROOT)) {
      case "true", "on", "yes", "1" -> properties.put("replication", "true");
      case "database" -> properties.put("replication", "database");
      case "false", "off", "no", "0" -> {}
      default -> lost(parameter, "the server would refuse it", "leave it out");
    }
  }

  private void targetServer(Parameter parameter, String value) {
    switch (value) {
      case "any" -> properties.put("targetServerType", "any");
      case "read-write" -> properties.put("targetServerType", "primary");
      case "primary" -> {
        properties.put("targetServerType", "primary");
        changed(parameter, "pgjdbc's primary must also accept writes");
      }
      case "read-only", "standby" -> {
        properties.put("targetServerType", "secondary");
        changed(parameter, "pgjdbc's secondary is a standby or a server that is read-only");
      }
      case "prefer-standby" -> properties.put("targetServerType", "preferSecondary");
      default -> lost(parameter, "libpq does not know that word", "see config.value-word");
    }
  }

  private void sslKey(Parameter parameter, String value) {
    properties.put("sslkey", value);
    String lower = value.toLowerCase(Locale.ROOT);
    if (!lower.endsWith(".p12") && !lower.endsWith(".pfx") && !lower.endsWith(".pk8")) {
      changed(
          parameter,
          "pgjdbc reads PKCS-8 and PKCS-12 only; convert a key that begins with 'BEGIN RSA PRIVATE "
              + "KEY' with 'openssl pkcs8 -topk8 -nocrypt'");
    }
  }

  private void tls() {
    if (socket) {
      properties.put("sslmode", "disable");
      return;
    }
    params
        .find("sslnegotiation")
        .ifPresent(p -> properties.put("sslNegotiation", p.secret().reveal()));
    Optional<Parameter> mode = params.find("sslmode");
    mode.ifPresent(p -> properties.put("sslmode", p.secret().reveal()));
    Optional<Parameter> root = params.find("sslrootcert");
    if (root.isEmpty()) {
      return;
    }
    if (root.get().secret().reveal().equals("system")) {
      properties.put("sslmode", "verify-full");
      properties.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      changed(root.get(), "the JVM's own certificates are trusted, not the operating system's");
      return;
    }
    properties.put("sslrootcert", root.get().secret().reveal());
    if (mode.isPresent() && mode.get().secret().reveal().equals("require")) {
      properties.put("sslmode", "verify-ca");
      changed(
          mode.get(), "as 'verify-ca', which libpq makes of it where there is a root certificate");
    }
  }
}
