package org.synapsepg.config;

import jakarta.annotation.Nullable;
import java.nio.file.Path;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Findings;

/**
 * A connection as pgjdbc takes it. Every libpq keyword of PostgreSQL 12 to 18 has a defined fate:
 * carried over, carried over with a changed unit or meaning, implied by the driver, or reported in
 * {@link #untranslated()}; none is dropped silently. The page {@code docs/jdbc-settings.md} lists
 * them. Immutable and thread-safe; making one does not need pgjdbc.
 *
 * <p>Without a host, or with a folder as host, the connection goes through a Unix socket; pgjdbc
 * needs the library junixsocket on the class path for that, and the settings name its socket
 * factory.
 *
 * <p>Example: {@code JdbcSettings.from(postgres).connectionSource()}.
 */
public final class JdbcSettings {
  /** The folder of the server's socket in Debian's and most other packages. */
  public static final Path DEFAULT_SOCKET_DIRECTORY = Path.of("/var/run/postgresql");

  private final String url;
  private final Properties properties;
  private final Findings untranslated;

  private JdbcSettings(String url, Properties properties, Findings untranslated) {
    this.url = url;
    this.properties = properties;
    this.untranslated = untranslated;
  }

  /**
   * From an engine; a connection without host looks for the socket in {@link
   * #DEFAULT_SOCKET_DIRECTORY}.
   *
   * @param engine the engine
   * @return its settings
   */
  public static JdbcSettings from(DatabaseEngine.Postgres engine) {
    return from(engine, DEFAULT_SOCKET_DIRECTORY);
  }

  /**
   * From an engine.
   *
   * @param engine the engine
   * @param socketDirectory where a connection without host looks for the server's socket
   * @return its settings
   */
  public static JdbcSettings from(DatabaseEngine.Postgres engine, Path socketDirectory) {
    JdbcTranslation translation = new JdbcTranslation(engine.params(), socketDirectory);
    translation.run();
    Properties properties = new MaskedProperties();
    translation.properties().forEach(properties::setProperty);
    return new JdbcSettings(translation.url(), properties, Findings.of(translation.findings()));
  }

  /**
   * The URL: hosts, ports and database. All else is in the properties, so that no password is in
   * it.
   *
   * @return {@code jdbc:postgresql://host:port/database}
   */
  public String url() {
    return url;
  }

  /**
   * The driver's properties, role and password among them. Printing the object shows stars for
   * secrets, but its values are readable: pass it to the driver and nowhere else.
   *
   * @return a fresh copy
   */
  public Properties properties() {
    Properties copy = new MaskedProperties();
    copy.putAll(properties);
    return copy;
  }

  /**
   * What could not be carried over, or means something slightly different, each with the reason.
   *
   * @return one finding for each such parameter
   */
  public Findings untranslated() {
    return untranslated;
  }

  /**
   * Opens connections with these settings; pgjdbc must be on the class path. Its neighbours with
   * {@link ConnectionSource#forDatabase} differ in the database only.
   *
   * @return the source
   */
  public ConnectionSource connectionSource() {
    return ConnectionSource.of(url, properties());
  }

  /** URL and properties; secrets print as stars. */
  @Override
  public String toString() {
    return url + " " + properties;
  }

  /** Properties that print without secrets. */
  private static final class MaskedProperties extends Properties {
    private static final long serialVersionUID = 1L;

    @Override
    public synchronized String toString() {
      return new TreeSet<>(stringPropertyNames())
          .stream()
              .map(name -> name + "=" + (isSecret(name) ? "****" : getProperty(name)))
              .collect(Collectors.joining(", ", "{", "}"));
    }

    private static boolean isSecret(@Nullable String name) {
      return "password".equals(name) || "sslpassword".equals(name);
    }
  }
}
