package org.synapsepg.porting;

import java.io.PrintStream;
import java.nio.file.Path;
import org.synapsepg.core.ConnectionSource;

/** The example of README.md, compiled and run; {@link ReadmeTest} holds the two texts together. */
final class ReadmeSample {
  private ReadmeSample() {}

  // tag::sample
  static boolean port(Path homeserverDb, ConnectionSource target, Path proof, PrintStream out)
      throws InterruptedException {
    PortJob job = PortJob.builder().from(SqliteSource.file(homeserverDb)).to(target).build();
    job.preflight().findings().throwIfErrors();
    try (PortRun run = job.start(event -> {})) {
      PortOutcome outcome = run.await();
      if (outcome instanceof PortOutcome.Completed done) {
        done.certificate().writeTo(proof);
        return true;
      }
      out.println(outcome);
      return false;
    }
  }
  // end::sample
}
