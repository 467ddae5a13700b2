package org.synapsepg.porting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.SynapseFixture;
import org.synapsepg.testing.PostgresTest;
import org.synapsepg.testing.Seed;
import org.synapsepg.testing.TestDatabase;

/**
 * What was told beside what came: a million rows, or the file of {@code -Dsynapsepg.estimate.file}.
 * By hand, on a machine that does nothing else.
 */
@Tag("long")
class EstimateTest {
  private static final Logger LOG = Logger.getLogger(EstimateTest.class.getName());

  @TempDir Path folder;

  @PostgresTest(majors = 18)
  void aPortTakesWhatWasTold(TestDatabase target) throws Exception {
    String given = System.getProperty("synapsepg.estimate.file");
    Path file = given == null ? folder.resolve("million.db") : Path.of(given);
    if (given == null) {
      SynapseFixture.of(Seed.of(EstimateTest.class), SqliteSchema.newest())
          .rows(1_300_000)
          .writeTo(file);
    }
    // So that both readings find it in the system's memory, or neither does.
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    PortJob job = PortJob.builder().from(SqliteSource.file(file)).to(target.source()).build();
    PreflightReport preflight = job.preflight();
    PortEstimate estimate = preflight.estimate().orElseThrow();
    List<PortEvent.Progress> told = Collections.synchronizedList(new ArrayList<>());
    AtomicLong firstWrite = new AtomicLong();
    PortOutcome outcome;
    long begun = System.nanoTime();
    try (PortRun run =
        job.start(
            event -> {
              if (event instanceof PortEvent.Progress progress) {
                told.add(progress);
              } else if (event.equals(new PortEvent.PhaseStarted(PortEvent.Phase.PREPARING))) {
                firstWrite.set(System.nanoTime());
              }
            })) {
      outcome = run.await();
    }
    Duration whole = Duration.ofNanos(System.nanoTime() - begun);
    Duration writing = Duration.ofNanos(System.nanoTime() - firstWrite.get());
    assertThat(outcome).as(String.valueOf(outcome)).isInstanceOf(PortOutcome.Completed.class);
    Duration port = ((PortOutcome.Completed) outcome).summary().took();
    long size = Long.parseLong(target.query("SELECT pg_database_size(current_database())").get(0));
    PortEvent.Progress first =
        told.stream().filter(p -> p.share() >= 0.05).findFirst().orElseThrow();
    double then =
        (first.elapsed().toMillis() + first.remaining().orElseThrow().likely().toMillis()) / 1e3;
    LOG.info(
        () ->
            "%s%n%,d rows: port took %.1f s, whole %.1f s, database %,d bytes; from the first write on %.1f s, told at first %s, at %.0f %% %.1f s"
                .formatted(
                    estimate.render(),
                    preflight.rows(),
                    port.toMillis() / 1e3,
                    whole.toMillis() / 1e3,
                    size,
                    writing.toMillis() / 1e3,
                    told.get(0).remaining().orElseThrow().render(),
                    first.share() * 100,
                    then));
    assertThat(port).isBetween(estimate.port().least(), estimate.port().most());
    assertThat(whole).isBetween(estimate.whole().least(), estimate.whole().most());
    assertThat(size).isBetween(estimate.disk().least().bytes(), estimate.disk().most().bytes());
    if (preflight.rows() >= 1_000_000) {
      assertThat(then).isBetween(0.7 * writing.toMillis() / 1e3, 1.3 * writing.toMillis() / 1e3);
    }
  }
}
