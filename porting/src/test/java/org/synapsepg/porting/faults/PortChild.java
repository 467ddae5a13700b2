package org.synapsepg.porting.faults;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Properties;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortJob;
import org.synapsepg.porting.PortRun;
import org.synapsepg.porting.SqliteSource;

/**
 * A port in a process of its own, to be killed. Arguments: the source and the target's URL. Says a
 * line for each event, so that whoever kills it knows where it is.
 */
final class PortChild {
  private PortChild() {}

  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PortJob job =
        PortJob.builder()
            .from(SqliteSource.file(Path.of(arguments[0])))
            .to(ConnectionSource.of(arguments[1], new Properties()))
            .chunkSize(ByteSize.kibibytes(64))
            .build();
    try (PortRun run =
        job.start(
            event -> {
              if (!(event instanceof PortEvent.Progress)) {
                out.println(event);
              }
            })) {
      run.await();
    }
  }
}
