package org.synapsepg.porting.faults;

import java.nio.file.Path;
import java.util.Properties;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;

/** A port in a process of its own, to be killed. Arguments: the source and the target's URL. */
final class PortChild {
  private PortChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(Path.of(arguments[0])))
            .to(ConnectionSource.of(arguments[1], new Properties()))
            .chunkSize(ByteSize.kibibytes(64))
            .build();
    try (PortRun run = job.start()) {
      run.await();
    }
  }
}
