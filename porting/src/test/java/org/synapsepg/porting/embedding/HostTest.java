package org.synapsepg.porting.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortCertificate;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortOutcome;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.TestDatabase;

/** What a program around the library decides: threads, the clock, how long to wait. */
class HostTest {
  private static final Instant THEN = Instant.parse("2031-02-03T04:05:06Z");
  @TempDir Path folder = Path.of("");

  @PostgresTest(majors = 18)
  void portsInTheCallersThreadsByTheCallersClock(TestDatabase target) throws Exception {
    AtomicInteger made = new AtomicInteger();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    ExecutorService executor =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "theirs " + made.incrementAndGet());
              threads.add(thread);
              return thread;
            });
    Set<Thread> listening = ConcurrentHashMap.newKeySet();
    try {
      PortJob job =
          job(target)
              .executor(executor)
              .clock(() -> THEN)
              .lockTimeout(Duration.ofSeconds(5))
              .build();
      PortCertificate certificate;
      try (PortRun run = job.start(event -> listening.add(Thread.currentThread()))) {
        assertThat(ownThreads()).as("threads made by the library").isSubsetOf(threads);
        PortOutcome outcome = run.await();
        assertThat(outcome).isInstanceOf(PortOutcome.Completed.class);
        certificate = ((PortOutcome.Completed) outcome).certificate();
      }
      assertThat(certificate.finished()).isEqualTo(THEN);
      assertThat(threads).containsAll(listening);
      assertThat(listening).hasSize(1);
      assertThat(made.get()).as("threads at once, as documented").isLessThanOrEqualTo(2 * 2 + 5);
      assertThat(executor.isShutdown()).isFalse();
      assertThat(threads).extracting(Thread::getName).allMatch(n -> n.startsWith("theirs"));
    } finally {
      executor.shutdown();
    }
    assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  @PostgresTest(majors = 18)
  void refusesAnExecutorThatCannotRunTasksAtOnce(TestDatabase target) throws Exception {
    PortJob job = job(target).executor(Runnable::run).build();
    assertThatThrownBy(() -> job.start()).isInstanceOf(RejectedExecutionException.class);
    assertThat(target.query("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'synapse%'"))
        .isEmpty();
  }

  @PostgresTest(majors = 18)
  void failsAfterTheLockTimeoutAndNamesWhoHoldsTheLock(TestDatabase target) throws Exception {
    try (PortRun run = job(target).build().start()) {
      assertThat(run.await()).isInstanceOf(PortOutcome.Completed.class);
    }
    target.execute("UPDATE users SET creation_ts = creation_ts + 1");
    try (Connection other = target.source().open()) {
      other.setAutoCommit(false);
      other.createStatement().execute("LOCK TABLE users");
      try (PortRun run = job(target).lockTimeout(Duration.ofMillis(100)).build().start()) {
        PortOutcome outcome = run.await();
        assertThat(outcome).isNotInstanceOf(PortOutcome.Completed.class);
        assertThat(outcome.toString()).contains("lock");
      }
      other.rollback();
    }
  }

  /** The limit of a source is for questions; a port takes as long as it takes. */
  @PostgresTest(majors = 18)
  void portsThroughASourceWithATimeoutThatIsShorterThanItsStatements(TestDatabase target)
      throws Exception {
    ConnectionSource limited =
        () -> {
          Connection connection = target.source().open();
          connection.setNetworkTimeout(Runnable::run, 1);
          return connection;
        };
    PortJob job = PortJob.builder().from(SqliteSource.file(source())).to(limited).build();
    try (PortRun run = job.start()) {
      assertThat(run.await()).isInstanceOf(PortOutcome.Completed.class);
    }
  }

  private PortJob.Builder job(TestDatabase target) throws Exception {
    return PortJob.builder().from(SqliteSource.file(source())).to(target.source());
  }

  private Path source() throws Exception {
    Path source = folder.resolve("homeserver.db");
    if (!Files.exists(source)) {
      SynapseFixture.of(17, SqliteSchema.newest()).rows(300).writeTo(source);
    }
    return source;
  }

  private static Set<Thread> ownThreads() {
    Set<Thread> found = ConcurrentHashMap.newKeySet();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("synapse-pg")) {
        found.add(thread);
      }
    }
    return found;
  }
}
