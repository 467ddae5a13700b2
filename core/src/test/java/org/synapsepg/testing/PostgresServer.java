package org.synapsepg.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.core.Secret;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A real PostgreSQL server of one major version on the loopback interface. Safe for several
 * threads.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String BINARIES = "synapsepg.postgres.binaries";
  private static final Map<String, String> FOR_TESTS =
      Map.of("fsync", "off", "max_connections", "100", "shared_buffers", "128MB");

  private final int major;
  private final int port;
  private final AutoCloseable process;

  private PostgresServer(int major, int port, AutoCloseable process) {
    this.major = major;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts a server with a data directory of its own, which {@link #close()} removes: in a
   * container where {@link PostgresImages} has an image of that major, from the binaries of the
   * build everywhere else. This is the one place that chooses.
   *
   * @param major the major version, 14 to 18
   * @param settings what to set beyond the defaults for tests
   */
  public static PostgresServer start(int major, Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(FOR_TESTS);
    all.putAll(settings);
    Optional<DockerImageName> image = PostgresImages.find(major);
    if (image.isPresent()) {
      PostgreSQLContainer container = PostgresImages.start(image.get(), all);
      return new PostgresServer(major, container.getMappedPort(5432), container);
    }
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setPgBinaryResolver(binaries(major))
              .setPGStartupWait(Duration.ofSeconds(60))
              .setOutputRedirector(ProcessBuilder.Redirect.DISCARD)
              .setErrorRedirector(ProcessBuilder.Redirect.DISCARD);
      all.forEach(builder::setServerConfig);
      EmbeddedPostgres embedded = builder.start();
      return new PostgresServer(major, embedded.getPort(), embedded);
    } catch (IOException e) {
      throw new IllegalStateException("PostgreSQL " + major + " does not start", e);
    }
  }

  private static PgBinaryResolver binaries(int major) {
    String folder = System.getProperty(BINARIES);
    if (folder == null) {
      throw new IllegalStateException(
          "the system property " + BINARIES + " is not set; run the tests through Maven");
    }
    Path jar = Path.of(folder, "postgres-" + major + ".jar");
    if (!Files.isRegularFile(jar)) {
      throw new IllegalStateException(
          jar + " is missing; 'mvn process-test-resources' copies the server binaries");
    }
    return (system, hardware) -> openBundle(jar);
  }

  private static InputStream openBundle(Path path) throws IOException {
    JarFile jar = new JarFile(path.toFile());
    JarEntry bundle =
        jar.stream()
            .filter(entry -> entry.getName().endsWith(".txz"))
            .findFirst()
            .orElseThrow(() -> new IOException("no server in " + path));
    return new FilterInputStream(jar.getInputStream(bundle)) {
      @Override
      public void close() throws IOException {
        super.close();
        jar.close();
      }
    };
  }

  /** The major version. */
  public int major() {
    return major;
  }

  /** The TCP port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Connections to a database as the superuser {@code postgres}. */
  public ConnectionSource superuser(String database) {
    return connect(database, "postgres", Secret.of(""));
  }

  /** Connections to a database as a role. */
  public ConnectionSource connect(String database, String role, Secret password) {
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", password.reveal());
    return ConnectionSource.of(
        "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, properties);
  }

  /** Runs statements as superuser, each in its own transaction. */
  public void execute(String database, String... statements) {
    try (Connection connection = superuser(database).open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("could not prepare " + database + " for the test", e);
    }
  }

  /**
   * Makes a database as Synapse needs it (UTF8, C) with an owner that is no superuser; closing it
   * removes both.
   */
  public TestDatabase newDatabase() {
    return newDatabase("template0");
  }

  /** Makes a database like {@link #newDatabase()} from a template that nobody is connected to. */
  public TestDatabase newDatabase(String template) {
    String id = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    String role = "synapse_" + id;
    Secret password = Secret.of("pw-" + id);
    execute(
        "postgres",
        "CREATE ROLE " + role + " LOGIN NOSUPERUSER PASSWORD '" + password.reveal() + "'",
        "CREATE DATABASE db_"
            + id
            + " OWNER "
            + role
            + " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE "
            + template);
    return new TestDatabase(this, "db_" + id, role, password);
  }

  @Override
  public void close() {
    try {
      process.close();
    } catch (Exception e) {
      throw new IllegalStateException("PostgreSQL " + major + " does not stop", e);
    }
  }

  @Override
  public String toString() {
    return "PostgreSQL " + major + " on port " + port();
  }
}
