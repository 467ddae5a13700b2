package org.synapsepg.check;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How PostgreSQL's client programs reach a database. It holds no password: they read it from the
 * password file.
 *
 * @param host the host's name or address, or the folder of the Unix-domain socket; empty for the
 *     programs' own default
 * @param port the TCP port, or the number in the socket's name
 * @param user the role
 * @param database the database
 */
public record ServerAddress(String host, int port, String user, String database) {
  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://(\\[[^\\]]+\\]|[^:/,?]+)(?::(\\d+))?/.*", Pattern.DOTALL);

  /**
   * Checks the port.
   *
   * @param host the host or folder, or empty
   * @param port 1 to 65535
   * @param user the role
   * @param database the database
   */
  public ServerAddress {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("no port: " + port);
    }
  }

  /** Host and port of a pgjdbc URL with one host; everything else in it is left out. */
  static ServerAddress of(String url, String user, String database) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      return new ServerAddress("", 5432, user, database);
    }
    String host = matcher.group(1).replaceAll("[\\[\\]]", "");
    String port = matcher.group(2);
    return new ServerAddress(host, port == null ? 5432 : Integer.parseInt(port), user, database);
  }

  /**
   * The same server and role, another database.
   *
   * @param other the database's name
   * @return a changed copy
   */
  public ServerAddress withDatabase(String other) {
    return new ServerAddress(host, port, user, other);
  }

  /** The options that lead to the server; the database is not among them. */
  List<String> options() {
    return host.isEmpty()
        ? List.of("--username=" + user, "--no-password")
        : List.of("--host=" + host, "--port=" + port, "--username=" + user, "--no-password");
  }
}
