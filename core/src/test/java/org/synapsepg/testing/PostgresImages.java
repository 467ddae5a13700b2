package org.synapsepg.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Images of PostgreSQL that a Docker daemon on this machine has already; nothing is ever pulled.
 * The system property {@code synapsepg.postgres.image} names them, {@code %d} being the major:
 * {@code postgres:%d} by default, {@code synapse-pg/postgres:%d} as {@code .ci/postgres-image}
 * makes them, {@code none} for never.
 */
final class PostgresImages {
  private static final String IMAGE = "synapsepg.postgres.image";

  private PostgresImages() {}

  static Optional<DockerImageName> find(int major) {
    String pattern = System.getProperty(IMAGE, "postgres:%d");
    if (pattern.equals("none") || !mayHaveDaemon()) {
      return Optional.empty();
    }
    String name = String.format(Locale.ROOT, pattern, major);
    return isThere(name)
        ? Optional.of(DockerImageName.parse(name).asCompatibleSubstituteFor("postgres"))
        : Optional.empty();
  }

  /** Spares machines without Docker the search for it. */
  private static boolean mayHaveDaemon() {
    return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
  }

  /** Asks the daemon and nobody else: Testcontainers would look elsewhere, and pull. */
  private static boolean isThere(String image) {
    try {
      Process asking =
          new ProcessBuilder("docker", "image", "inspect", image)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!asking.waitFor(20, TimeUnit.SECONDS)) {
        asking.destroyForcibly();
        return false;
      }
      return asking.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static PostgreSQLContainer start(DockerImageName image, Map<String, String> settings) {
    List<String> command = new ArrayList<>(List.of("postgres"));
    settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    PostgreSQLContainer container =
        new PostgreSQLContainer(image)
            .withDatabaseName("postgres")
            .withUsername("postgres")
            .withPassword("postgres")
            .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
            .withCommand(command.toArray(String[]::new));
    container.start();
    return container;
  }
}
