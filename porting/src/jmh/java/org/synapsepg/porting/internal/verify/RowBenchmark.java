package org.synapsepg.porting.internal.verify;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.DefectSink;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;

/**
 * What a row of a table like {@code events} costs on its way, one step after another; times and,
 * with {@code -prof gc}, bytes allocated are per row.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RowBenchmark {
  private static final int ROWS = 100_000;
  private static final RealText NO_REALS =
      number -> {
        throw new IllegalStateException(String.valueOf(number));
      };
  private static final DefectSink NO_DEFECTS =
      new DefectSink() {
        @Override
        public void refused(BadValue kind, ColumnMapping column, RowCursor row) {
          throw new IllegalStateException(kind + " in " + column);
        }

        @Override
        public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {
          refused(kind, column, row);
        }

        @Override
        public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {
          refused(kind, column, row);
        }
      };

  private final Events events = Events.write(ROWS);
  private final TableMapping mapping = events.mapping();
  private final CopyBuffer buffer = new CopyBuffer(1 << 18);

  /** Deletes the database. */
  @TearDown(Level.Trial)
  public void delete() throws IOException {
    events.close();
  }

  /** Reads every value from the file's pages. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long decode() {
    long sum = 0;
    try (RowCursor row = rows()) {
      while (row.next()) {
        for (int i = 0; i < row.columns(); i++) {
          StorageClass stored = row.storageClass(i);
          sum +=
              switch (stored) {
                case INTEGER -> row.integer(i);
                case TEXT, BLOB -> row.length(i);
                default -> 1;
              };
        }
      }
    }
    return sum;
  }

  /** Reads, and writes the bytes of binary COPY. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long encode() {
    RowEncoder encoder = new RowEncoder(mapping, BadValuePolicy.defaults(), NO_REALS, NO_DEFECTS);
    long bytes = 0;
    try (RowCursor row = rows()) {
      while (row.next()) {
        encoder.encode(row, buffer);
        if (buffer.size() > 1 << 17) {
          bytes += buffer.size();
          buffer.clear(1 << 18);
        }
      }
    }
    return bytes;
  }

  /** Reads, and hashes each row as the server would. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long hash() {
    ExpectedRow expected = new ExpectedRow(mapping, BadValuePolicy.defaults(), NO_REALS);
    long sum = 0;
    try (RowCursor row = rows()) {
      while (row.next()) {
        expected.read(row);
        sum += expected.hash();
      }
    }
    return sum;
  }

  /** Reads, and gathers all that the comparison expects: hashes, their exact sum, the totals. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public Digest digest() {
    ExpectedTable expected =
        new ExpectedTable(
            mapping, new ExpectedRow(mapping, BadValuePolicy.defaults(), NO_REALS), true);
    try (RowCursor row = rows()) {
      while (row.next()) {
        expected.add(row);
      }
    }
    return expected.digest();
  }

  private RowCursor rows() {
    return events.snapshot().rows(mapping.source(), Long.MIN_VALUE, Long.MAX_VALUE);
  }
}
