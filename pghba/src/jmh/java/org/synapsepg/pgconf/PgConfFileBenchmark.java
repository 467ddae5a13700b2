package org.synapsepg.pgconf;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.synapsepg.core.PgVersion;

/** A postgresql.conf of 100 kB or 10 MB: read, valued, edited. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PgConfFileBenchmark {
  private static final PgVersion VERSION = PgVersion.of(16);
  private static final List<String> LINES =
      List.of(
          "shared_buffers = 128MB\t\t\t# min 128kB\n",
          "#huge_pages = try\t\t\t# on, off, or try\n",
          "work_mem = 4MB\n",
          "log_line_prefix = '%m [%p] '\n",
          "\n",
          "random_page_cost = 1.1\n",
          "my.setting = 'it''s'\n");

  /** The length of the file. */
  @Param({"100000", "10000000"})
  public int characters;

  private String text = "";
  private PgConfFile file = PgConfFile.parse("", VERSION);

  /** Makes the file. */
  @Setup(Level.Trial)
  public void make() {
    StringBuilder made = new StringBuilder();
    for (int i = 0; made.length() < characters; i++) {
      made.append(LINES.get(i % LINES.size()));
    }
    text = made.toString();
    file = PgConfFile.parse(text, VERSION);
  }

  /** All of the text. */
  @Benchmark
  public PgConfFile parse() {
    return PgConfFile.parse(text, VERSION);
  }

  /** What the server would show of it. */
  @Benchmark
  public List<FileSettingRow> serverView() {
    return file.serverView();
  }

  /** One value changed, with all that is checked before. */
  @Benchmark
  public PgConfFile set() {
    return file.edit(e -> e.set("work_mem", "5MB"));
  }
}
