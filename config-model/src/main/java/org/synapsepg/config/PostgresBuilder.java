package org.synapsepg.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.config.internal.libpq.Keyword;
import org.synapsepg.core.Secret;

/**
 * Collects the settings of a PostgreSQL engine; made by {@link DatabaseEngine.Postgres#builder()}.
 * The order of calls is the order in a file written from it. Not thread-safe.
 */
public final class PostgresBuilder {
  private final Map<String, Parameter> params = new LinkedHashMap<>();
  private final Map<String, Parameter> pool = new LinkedHashMap<>();

  PostgresBuilder() {}

  PostgresBuilder(LibpqParams from, PoolArguments poolFrom) {
    from.all().forEach(p -> params.put(p.name(), p));
    poolFrom.all().forEach(p -> pool.put(p.name(), p));
  }

  /**
   * The role.
   *
   * @param user its name
   * @return this
   */
  public PostgresBuilder user(String user) {
    return parameter("user", user);
  }

  /**
   * The role's password.
   *
   * @param password the password; it is written into the file
   * @return this
   */
  public PostgresBuilder password(Secret password) {
    return parameter("password", password);
  }

  /**
   * The database.
   *
   * @param dbname its name
   * @return this
   */
  public PostgresBuilder dbname(String dbname) {
    return parameter("dbname", dbname);
  }

  /**
   * The host, or several with commas between; leave it out for the local Unix socket.
   *
   * @param host a name, an address or a socket folder
   * @return this
   */
  public PostgresBuilder host(String host) {
    return parameter("host", host);
  }

  /**
   * The port of every host.
   *
   * @param port from 1 to 65535; 5432 unless set
   * @return this
   */
  public PostgresBuilder port(int port) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port " + port + " is out of range; expected 1 to 65535");
    }
    return parameter("port", Integer.toString(port));
  }

  /**
   * How TLS is used.
   *
   * @param sslmode one of libpq's words, such as {@code verify-full}; {@code prefer} unless set
   * @return this
   */
  public PostgresBuilder sslmode(String sslmode) {
    return parameter("sslmode", sslmode);
  }

  /**
   * When an idle connection is probed, so that a dead server or a firewall that forgot it is
   * noticed.
   *
   * @param idle seconds without traffic before the first probe, 1 or more
   * @param interval seconds between probes, 1 or more
   * @param count lost probes that end the connection, 1 or more
   * @return this
   */
  public PostgresBuilder keepalives(int idle, int interval, int count) {
    if (idle < 1 || interval < 1 || count < 1) {
      throw new IllegalArgumentException(
          "keepalives of " + idle + ", " + interval + ", " + count + "; each must be 1 or more");
    }
    parameter("keepalives_idle", Integer.toString(idle));
    parameter("keepalives_interval", Integer.toString(interval));
    return parameter("keepalives_count", Integer.toString(count));
  }

  /**
   * The pool of each Synapse process.
   *
   * @param min the least number of connections
   * @param max the greatest
   * @return this
   */
  public PostgresBuilder pool(int min, int max) {
    PoolBounds bounds = new PoolBounds(min, max);
    poolArgument("cp_min", Integer.toString(bounds.min()));
    return poolArgument("cp_max", Integer.toString(bounds.max()));
  }

  /**
   * Any argument of libpq.
   *
   * @param name the keyword, exact case, one that libpq 12 to 18 knows
   * @param value its value
   * @return this
   */
  public PostgresBuilder parameter(String name, String value) {
    String key = name.equals("database") ? "dbname" : name;
    if (Keyword.find(key).isEmpty()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no connection parameter of libpq 12 to 18");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the value of '" + name + "' holds a NUL character");
    }
    params.remove(key.equals("dbname") ? "database" : key);
    params.put(key, new Parameter(key, value, null));
    return this;
  }

  /**
   * Any argument of libpq whose value must not be shown.
   *
   * @param name the keyword, exact case, one that libpq 12 to 18 knows
   * @param value its value
   * @return this
   */
  public PostgresBuilder parameter(String name, Secret value) {
    return parameter(name, value.reveal());
  }

  /**
   * Takes an argument out again.
   *
   * @param name the keyword
   * @return this
   */
  public PostgresBuilder without(String name) {
    params.remove(name);
    pool.remove(name);
    return this;
  }

  /**
   * An argument of Twisted's pool.
   *
   * @param name one of those that {@link PoolArguments} lists, with its {@code cp_}
   * @param value its value as Python would write it
   * @return this
   */
  public PostgresBuilder poolArgument(String name, String value) {
    if (!name.startsWith("cp_")) {
      throw new IllegalArgumentException("'" + name + "' is no pool argument; expected cp_…");
    }
    pool.put(name, new Parameter(name, value, null));
    return this;
  }

  /**
   * The engine.
   *
   * @return an immutable engine
   */
  public DatabaseEngine.Postgres build() {
    List<Parameter> all = new ArrayList<>(params.values());
    return new DatabaseEngine.Postgres(
        new LibpqParams(all), new PoolArguments(new ArrayList<>(pool.values())));
  }
}
