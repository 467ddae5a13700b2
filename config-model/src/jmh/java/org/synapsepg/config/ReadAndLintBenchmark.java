package org.synapsepg.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.synapsepg.core.Findings;

/** A homeserver.yaml of 3,000 lines, read from the disk and linted. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ReadAndLintBenchmark {
  private static final int LINES = 3000;
  private static final String DATABASE =
      """
      database:
        name: psycopg2
        args:
          user: synapse_user
          password: secretpassword
          dbname: synapse
          host: localhost
          cp_min: 5
          cp_max: 10
      """;

  private final ConfigLinter linter = ConfigLinter.builder().build();
  private Path file = Path.of("");

  /** Writes the file. */
  @Setup(Level.Trial)
  public void write() throws IOException {
    StringBuilder text = new StringBuilder("server_name: example.org\n");
    int rest = LINES - 1 - (int) DATABASE.lines().count();
    for (int i = 0; rest >= 10; i++, rest -= 10) {
      text.append(
          """
          # Section %1$d: what it is for, and when to leave it alone.
          #
          key%1$d:
            enabled: true
            url: "https://example.org/%1$d"
            list:
              - a: 1
                b: 'two'
              - c

          """
              .formatted(i));
    }
    text.append("\n".repeat(rest)).append(DATABASE);
    file = Files.writeString(Files.createTempFile("homeserver", ".yaml"), text);
    if (text.chars().filter(c -> c == '\n').count() != LINES) {
      throw new IllegalStateException("not " + LINES + " lines");
    }
  }

  /** Removes the file. */
  @TearDown(Level.Trial)
  public void remove() throws IOException {
    Files.delete(file);
  }

  /** What a caller does: every finding of the file. */
  @Benchmark
  public Findings readAndLint() {
    return linter.lint(SynapseConfig.read(file));
  }
}
