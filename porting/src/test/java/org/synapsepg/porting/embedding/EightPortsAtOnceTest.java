package org.synapsepg.porting.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ByteSize;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.Oddity;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresExtension;
import org.synapsepg.testing.PostgresServer;
import org.synapsepg.testing.PostgresServers;
import org.synapsepg.testing.TestDatabase;

/** Eight ports in one process, each with options of its own, as a hosting panel runs them. */
@Tag("faults")
@ExtendWith(PostgresExtension.class)
class EightPortsAtOnceTest {
  private static final int TENANTS = 8;
  private static final List<VerifyLevel> LEVELS = List.of(VerifyLevel.values());

  /** One port: its target, its source, and what its listener was told. */
  private record Tenant(int number, TestDatabase target, Path source, Set<String> listened)
      implements AutoCloseable {
    PortJob job() {
      BadValuePolicy policy = BadValuePolicy.defaults();
      return PortJob.builder()
          .from(SqliteSource.file(source))
          .to(target.source())
          .workers(1 + number % 3)
          .chunkSize(ByteSize.bytes(64L << 10 << number % 4))
          .batchSize(10L << number)
          .badValues(number % 2 == 0 ? policy : policy.with("nul=quarantine"))
          .verifyLevel(LEVELS.get(number % LEVELS.size()))
          .build();
    }

    @Override
    public void close() {
      target.close();
    }
  }

  @Test
  void doNotSeeOneAnotherAndLeaveNothingBehind(PostgresServers servers, @TempDir Path folder)
      throws Exception {
    PostgresServer server = servers.newest();
    Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();
    List<Tenant> tenants = new ArrayList<>();
    try {
      for (int i = 0; i < TENANTS; i++) {
        tenants.add(tenant(i, server, folder));
      }
      List<PortRun> runs = new ArrayList<>();
      for (Tenant tenant : tenants) {
        runs.add(tenant.job().start(event -> listen(tenant, event)));
      }
      List<PortCertificate> certificates = new ArrayList<>();
      for (int i = 0; i < TENANTS; i++) {
        try (PortRun run = runs.get(i)) {
          PortOutcome outcome = run.await();
          assertThat(outcome).as("tenant " + i).isInstanceOf(PortOutcome.Completed.class);
          PortOutcome.Completed done = (PortOutcome.Completed) outcome;
          certificates.add(done.certificate());
          assertThat(done.quarantined().isEmpty()).as("tenant " + i).isEqualTo(i % 2 == 0);
          assertThat(done.replaced().isEmpty()).as("tenant " + i).isEqualTo(i % 2 == 1);
        }
      }
      for (int i = 0; i < TENANTS; i++) {
        Tenant tenant = tenants.get(i);
        assertThat(certificates.get(i).check(tenant.target().source()).isSame()).isTrue();
        Tenant next = tenants.get((i + 1) % TENANTS);
        assertThat(certificates.get(i).check(next.target().source()).isSame()).isFalse();
        assertThat(tenant.listened()).as("rows of table users that were told").hasSize(1);
      }
      assertThat(openFilesIn(folder)).as("open files").isEmpty();
      assertThat(sessions(tenants)).as("connections").isEmpty();
      assertThat(threadsSince(threadsBefore)).as("threads").isEmpty();
    } finally {
      tenants.forEach(Tenant::close);
    }
    assertThat(filesOtherThanSources(folder)).as("files").isEmpty();
  }

  private static Tenant tenant(int number, PostgresServer server, Path folder) throws Exception {
    Path source = folder.resolve("homeserver-" + number + ".db");
    SynapseFixture.of(number, SqliteSchema.newest())
        .rows(800 + 100 * number)
        .with(Oddity.NUL_IN_TEXT)
        .writeTo(source);
    return new Tenant(number, server.newDatabase(), source, ConcurrentHashMap.newKeySet());
  }

  private static void listen(Tenant tenant, PortEvent event) {
    if (event instanceof PortEvent.TableStarted started && started.table().equals("users")) {
      tenant.listened().add(Long.toString(started.rows()));
    }
  }

  private static List<String> openFilesIn(Path folder) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return List.of();
    }
    List<String> open = new ArrayList<>();
    try (Stream<Path> all = Files.list(descriptors)) {
      for (Path descriptor : all.toList()) {
        if (Files.isSymbolicLink(descriptor)) {
          String file = Files.readSymbolicLink(descriptor).toString();
          if (file.startsWith(folder.toString())) {
            open.add(file);
          }
        }
      }
    }
    return open;
  }

  /** A backend outlives its closed connection for a moment; a leak stays. */
  private static List<String> sessions(List<Tenant> tenants) throws InterruptedException {
    String names =
        tenants.stream().map(t -> "'" + t.target().owner() + "'").collect(Collectors.joining(","));
    List<String> left = List.of();
    for (int i = 0; i < 200; i++) {
      left = new ArrayList<>();
      for (Tenant tenant : tenants) {
        left.addAll(
            tenant
                .target()
                .query(
                    "SELECT usename, query FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        + " AND backend_type = 'client backend' AND usename IN ("
                        + names
                        + ")"));
      }
      if (left.isEmpty()) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return left;
  }

  private static Set<String> threadsSince(Set<Thread> before) {
    Set<String> names = new TreeSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!before.contains(thread) && thread.getName().startsWith("synapse-pg")) {
        names.add(thread.getName());
      }
    }
    return names;
  }

  private static List<Path> filesOtherThanSources(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> !f.toString().matches(".*homeserver-\\d\\.db")).toList();
    }
  }
}
