package org.synapsepg.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.synapsepg.config.internal.libpq.Conninfo;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Secret;

/**
 * Engines from connection strings and back: libpq's {@code key=value} strings and URIs as libpq
 * reads them (PostgreSQL documentation, "Connection Strings"), and pgjdbc's URLs.
 *
 * <p>Example: {@code ConnectionStrings.parse("postgresql://u@localhost/synapse").engine()}.
 */
public final class ConnectionStrings {
  private static final String JDBC = "jdbc:postgresql:";

  /** pgjdbc's properties whose values libpq takes as they are. */
  private static final Map<String, String> SAME =
      Map.ofEntries(
          Map.entry("user", "user"),
          Map.entry("password", "password"),
          Map.entry("PGHOST", "host"),
          Map.entry("PGPORT", "port"),
          Map.entry("PGDBNAME", "dbname"),
          Map.entry("options", "options"),
          Map.entry("sslmode", "sslmode"),
          Map.entry("sslcert", "sslcert"),
          Map.entry("sslkey", "sslkey"),
          Map.entry("sslrootcert", "sslrootcert"),
          Map.entry("sslpassword", "sslpassword"),
          Map.entry("sslNegotiation", "sslnegotiation"),
          Map.entry("ApplicationName", "application_name"),
          Map.entry("connectTimeout", "connect_timeout"),
          Map.entry("gssEncMode", "gssencmode"),
          Map.entry("gsslib", "gsslib"),
          Map.entry("kerberosServerName", "krbsrvname"),
          Map.entry("channelBinding", "channel_binding"),
          Map.entry("requireAuth", "require_auth"),
          Map.entry("replication", "replication"),
          Map.entry("service", "service"));

  /**
   * What a connection string gave.
   *
   * @param engine the engine
   * @param ignored what libpq has no counterpart for; only a JDBC URL can have such
   */
  public record Parsed(DatabaseEngine.Postgres engine, Findings ignored) {}

  private ConnectionStrings() {}

  /**
   * Reads a libpq string, a libpq URI or a JDBC URL, told apart by their beginning.
   *
   * @param text the text; it may hold a password, which no message repeats
   * @return the engine
   * @throws org.synapsepg.core.FindingsException if libpq or pgjdbc would refuse it
   */
  public static Parsed parse(String text) {
    if (text.startsWith(JDBC)) {
      return parseJdbc(text, new Properties());
    }
    try {
      return new Parsed(engine(Conninfo.parse(text, 0)), Findings.none());
    } catch (Conninfo.Refused e) {
      throw refused(e.problem());
    }
  }

  private static org.synapsepg.core.SynapsePgException refused(String problem) {
    Findings findings =
        Findings.of(
            Finding.of(LintCode.CONNECTION_STRING, "the connection string is refused: " + problem)
                .withHint("expected key=value pairs, or postgresql://user@host:port/database"));
    try {
      findings.throwIfErrors();
    } catch (org.synapsepg.core.FindingsException e) {
      return e;
    }
    throw new IllegalStateException(problem);
  }

  private static DatabaseEngine.Postgres engine(Map<String, String> values) {
    PostgresBuilder builder = DatabaseEngine.Postgres.builder();
    values.forEach(builder::parameter);
    return builder.build();
  }

  /**
   * Reads a JDBC URL with the driver's properties; what the URL says goes before.
   *
   * @param url {@code jdbc:postgresql:…}
   * @param properties the driver's properties
   * @return the engine, and what libpq has no counterpart for
   * @throws org.synapsepg.core.FindingsException if pgjdbc would refuse the URL
   */
  public static Parsed parseJdbc(String url, Properties properties) {
    if (!url.startsWith(JDBC)) {
      throw refused("it does not begin with 'jdbc:postgresql:'");
    }
    Map<String, String> given = new LinkedHashMap<>();
    Map<String, String> values = new LinkedHashMap<>();
    int question = url.indexOf('?');
    String address = url.substring(JDBC.length(), question < 0 ? url.length() : question);
    address(address, values);
    for (String name : properties.stringPropertyNames()) {
      given.put(name, properties.getProperty(name));
    }
    if (question >= 0) {
      for (String part : url.substring(question + 1).split("&", -1)) {
        if (!part.isEmpty()) {
          int equals = part.indexOf('=');
          given.put(
              decode(equals < 0 ? part : part.substring(0, equals)),
              equals < 0 ? "" : decode(part.substring(equals + 1)));
        }
      }
    }
    List<Finding> ignored = new ArrayList<>();
    given.forEach((name, value) -> property(name, value, values, ignored));
    values.values().removeIf(String::isEmpty);
    return new Parsed(engine(values), Findings.of(ignored));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused("a '%' is not followed by two hexadecimal digits");
    }
  }

  private static void address(String address, Map<String, String> values) {
    if (!address.startsWith("//")) {
      values.put("dbname", decode(address));
      return;
    }
    int slash = address.indexOf('/', 2);
    if (slash < 0 || address.indexOf('/', slash + 1) >= 0) {
      throw refused("expected one '/' after the hosts of a JDBC URL");
    }
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    for (String server : address.substring(2, slash).split(",", -1)) {
      int colon = server.lastIndexOf(':');
      boolean port = colon > server.lastIndexOf(']');
      String host = port ? server.substring(0, colon) : server;
      hosts.add(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
      ports.add(port ? server.substring(colon + 1) : "");
    }
    // Without a host, pgjdbc means localhost, where libpq means the socket.
    hosts.replaceAll(host -> host.isEmpty() ? "localhost" : host);
    values.put("host", String.join(",", hosts));
    if (ports.stream().anyMatch(port -> !port.isEmpty())) {
      boolean same = ports.stream().distinct().count() == 1;
      values.put("port", same ? ports.get(0) : String.join(",", ports));
    }
    values.put("dbname", decode(address.substring(slash + 1)));
  }

  private static void property(
      String name, String value, Map<String, String> values, List<Finding> ignored) {
    String same = SAME.get(name);
    if (same != null) {
      values.put(same, value);
      return;
    }
    switch (name) {
      case "ssl" -> {
        if (!value.equals("false")) {
          values.putIfAbsent("sslmode", "verify-full");
        }
      }
      case "tcpKeepAlive" -> values.put("keepalives", Boolean.parseBoolean(value) ? "1" : "0");
      case "loadBalanceHosts" ->
          values.put("load_balance_hosts", Boolean.parseBoolean(value) ? "random" : "disable");
      case "targetServerType" -> targetServer(value, values, ignored);
      case "socketFactory" -> {
        if (!value.equals(JdbcTranslation.UNIX_SOCKET_FACTORY)
            && !value.equals(TcpSocketFactory.class.getName())) {
          ignored(name, ignored);
        }
      }
      case "socketFactoryArg" -> socketFactory(value, values);
      default -> ignored(name, ignored);
    }
  }

  private static void targetServer(
      String value, Map<String, String> values, List<Finding> ignored) {
    switch (value) {
      case "any" -> values.put("target_session_attrs", "any");
      case "primary", "master" -> values.put("target_session_attrs", "read-write");
      case "secondary", "slave" -> values.put("target_session_attrs", "read-only");
      case "preferSecondary", "preferSlave" -> values.put("target_session_attrs", "prefer-standby");
      default -> ignored("targetServerType", ignored);
    }
  }

  private static void socketFactory(String value, Map<String, String> values) {
    int socket = value.lastIndexOf("/.s.PGSQL.");
    if (socket >= 0) {
      values.put("host", value.substring(0, socket));
      values.put("port", value.substring(socket + "/.s.PGSQL.".length()));
      values.remove("sslmode");
      return;
    }
    for (String setting : value.split(";", -1)) {
      int equals = setting.indexOf('=');
      String name = equals < 0 ? "" : setting.substring(0, equals);
      if (name.equals("idle") || name.equals("interval") || name.equals("count")) {
        values.put("keepalives_" + name, setting.substring(equals + 1));
      }
    }
  }

  private static void ignored(String name, List<Finding> ignored) {
    ignored.add(
        Finding.of(
                LintCode.NOT_TRANSLATED, "the property '" + name + "' has no counterpart in libpq")
            .withHint("it only concerns connections from Java"));
  }

  private static Map<String, String> values(DatabaseEngine.Postgres engine) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Parameter parameter : engine.params().all()) {
      values.put(
          parameter.name().equals("database") ? "dbname" : parameter.name(),
          parameter.secret().reveal());
    }
    return values;
  }

  /**
   * The engine's parameters as libpq's {@code key='value'} pairs.
   *
   * @param engine the engine
   * @return the string; it holds the password, if there is one
   */
  public static Secret toConninfo(DatabaseEngine.Postgres engine) {
    return Secret.of(Conninfo.toPairs(values(engine)));
  }

  /**
   * The engine's parameters as libpq's URI.
   *
   * @param engine the engine
   * @return the URI; it holds the password, if there is one
   */
  public static Secret toUri(DatabaseEngine.Postgres engine) {
    return Secret.of(Conninfo.toUri(values(engine)));
  }
}
