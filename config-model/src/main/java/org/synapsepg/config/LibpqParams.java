package org.synapsepg.config;

import java.util.List;
import java.util.Optional;
import org.synapsepg.core.Secret;

/**
 * The arguments of one connection that reach libpq, in order: well-known ones by name, unknown ones
 * kept (PostgreSQL documentation, "Parameter Key Words"). Immutable and thread-safe.
 *
 * <p>An empty value counts as not set, as it does for libpq. Example: {@code
 * params.host().orElse("local socket")}.
 */
public final class LibpqParams {
  private final List<Parameter> all;

  LibpqParams(List<Parameter> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Every argument, in the order of the file.
   *
   * @return an immutable list
   */
  public List<Parameter> all() {
    return all;
  }

  /**
   * An argument by its name; {@code dbname} also finds {@code database}.
   *
   * @param name the keyword, exact case
   * @return the argument, if it is given and not empty
   */
  public Optional<Parameter> find(String name) {
    return all.stream()
        .filter(p -> canonical(p.name()).equals(canonical(name)))
        .filter(p -> !p.secret().reveal().isEmpty())
        .reduce((first, last) -> last);
  }

  private static String canonical(String name) {
    return name.equals("database") ? "dbname" : name;
  }

  private Optional<String> value(String name) {
    return find(name).map(p -> p.secret().reveal());
  }

  /**
   * The host or hosts, as written: a name, an address, a socket folder that begins with {@code /},
   * or several with commas between.
   *
   * @return the value; empty means the local Unix socket
   */
  public Optional<String> host() {
    return value("host");
  }

  /**
   * The address or addresses to connect to instead of looking the host up.
   *
   * @return the value, if given
   */
  public Optional<String> hostaddr() {
    return value("hostaddr");
  }

  /**
   * The port or ports, as written.
   *
   * @return the value; empty means 5432
   */
  public Optional<String> port() {
    return value("port");
  }

  /**
   * The database.
   *
   * @return its name; empty means the name of the role
   */
  public Optional<String> dbname() {
    return value("dbname");
  }

  /**
   * The role.
   *
   * @return its name; empty means the operating system's user
   */
  public Optional<String> user() {
    return value("user");
  }

  /**
   * The password.
   *
   * @return it, if the file holds it
   */
  public Optional<Secret> password() {
    return find("password").map(Parameter::secret);
  }

  /**
   * How TLS is used.
   *
   * @return the value; empty means {@code prefer}
   */
  public Optional<String> sslmode() {
    return value("sslmode");
  }

  /**
   * Whether every connection goes through a Unix socket: no host, or folders (and abstract names)
   * only, and no address.
   *
   * @return true if so
   */
  public boolean isLocalSocket() {
    if (hostaddr().isPresent()) {
      return false;
    }
    return host().stream()
        .flatMap(hosts -> java.util.Arrays.stream(hosts.split(",", -1)))
        .allMatch(host -> host.isEmpty() || host.startsWith("/") || host.startsWith("@"));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LibpqParams that && all.equals(that.all);
  }

  @Override
  public int hashCode() {
    return all.hashCode();
  }

  /** All arguments; secrets print as stars. */
  @Override
  public String toString() {
    return all.toString();
  }
}
