package org.synapsepg.hba;

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

/** A pg_hba.conf of 100 kB or 10 MB: read, and asked once its index is built. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class HbaFileBenchmark {
  /** The length of the file. */
  @Param({"100000", "10000000"})
  public int characters;

  private final ConnectionRequest early = request("10.0.0.9", "db0", "user0");
  private final ConnectionRequest none = request("192.0.2.1", "nowhere", "nobody");
  private String text = "";
  private HbaFile file = HbaFile.parse("", PgVersion.of(16));

  private static ConnectionRequest request(String address, String database, String user) {
    return ConnectionRequest.tcp(address).ssl(false).database(database).user(user).build();
  }

  /** Makes the file and its index. */
  @Setup(Level.Trial)
  public void make() {
    StringBuilder made = new StringBuilder();
    for (int i = 0; made.length() < characters; i++) {
      made.append("host    db" + i % 5000 + "    user" + i % 7000 + "    10." + i % 256 + ".")
          .append(i / 256 % 256)
          .append(".0/24    scram-sha-256\n");
    }
    text = made.toString();
    file = HbaFile.parse(text, PgVersion.of(16));
    file.decide(early);
  }

  /** All of the text and what the server would show of it. */
  @Benchmark
  public HbaFile parse() {
    return HbaFile.parse(text, PgVersion.of(16));
  }

  /** A request that the first rule decides. */
  @Benchmark
  public HbaDecision decideEarly() {
    return file.decide(early);
  }

  /** A request that no rule decides. */
  @Benchmark
  public HbaDecision decideNone() {
    return file.decide(none);
  }
}
