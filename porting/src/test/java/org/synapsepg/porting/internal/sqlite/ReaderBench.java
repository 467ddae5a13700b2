package org.synapsepg.porting.internal.sqlite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.synapsepg.porting.SqliteSource;

/**
 * Times the reader on a database: {@code ReaderBench FILE [ROUNDS]}. Prints seconds a round for
 * each way of reading all tables; run it by hand.
 */
final class ReaderBench {
  private ReaderBench() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      try (SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(Path.of(args[0])))) {
        report("open", start, 0, 0);
        List<SqliteTable> tables =
            snapshot.tables().stream()
                .filter(t -> t.kind() == SqliteTable.Kind.ROWID && !t.isInternal())
                .toList();
        start = System.nanoTime();
        long rows = 0;
        long sum = 0;
        for (SqliteTable table : tables) {
          try (RowCursor cursor = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
            while (cursor.next()) {
              rows++;
              sum += cursor.rowid();
            }
          }
        }
        report("parse", start, rows, sum);
        start = System.nanoTime();
        long bytes = 0;
        for (SqliteTable table : tables) {
          bytes += cells(snapshot, table);
        }
        report("copy every cell", start, rows, bytes);
        start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<Long>> parts = new ArrayList<>();
        for (SqliteTable table : tables) {
          parts.add(threads.submit(() -> cells(snapshot, table)));
        }
        bytes = 0;
        for (Future<Long> part : parts) {
          bytes += part.get();
        }
        report("copy every cell, 2 threads", start, rows, bytes);
        threads.shutdown();
        threads.awaitTermination(1, TimeUnit.MINUTES);
        start = System.nanoTime();
        long leaves = 0;
        sum = 0;
        for (SqliteTable table : tables) {
          LeafCursor cursor = snapshot.leaves(table).orElseThrow();
          while (cursor.next()) {
            leaves++;
            sum += cursor.checksum();
          }
        }
        report("checksum of every leaf", start, leaves, sum);
        if (args.length > 2) {
          start = System.nanoTime();
          long same = 0;
          for (SqliteTable table : tables) {
            long ours = RowDigest.of(snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE));
            long theirs =
                RowDigest.of(snapshot.rowsBySqlite(table, Long.MIN_VALUE, Long.MAX_VALUE));
            if (ours != theirs) {
              System.out.println("DIFFERS: " + table.name());
            } else {
              same++;
            }
          }
          report("compare with SQLite", start, rows, same);
        }
      }
    }
  }

  private static long cells(SqliteSnapshot snapshot, SqliteTable table) {
    byte[] out = new byte[1 << 16];
    long bytes = 0;
    try (RowCursor cursor = snapshot.rows(table, Long.MIN_VALUE, Long.MAX_VALUE)) {
      int columns = cursor.columns();
      while (cursor.next()) {
        for (int i = 0; i < columns; i++) {
          switch (cursor.storageClass(i)) {
            case NULL -> bytes += 4;
            case INTEGER -> bytes += 8 + (cursor.integer(i) & 1);
            case REAL -> bytes += 8 + (long) cursor.real(i) % 2;
            case TEXT, BLOB -> {
              int length = cursor.length(i);
              if (length > out.length) {
                out = new byte[2 * length];
              }
              System.arraycopy(cursor.buffer(i), cursor.offset(i), out, 0, length);
              bytes += length;
            }
          }
        }
      }
    }
    return bytes;
  }

  @SuppressWarnings("SystemOut")
  private static void report(String what, long start, long count, long sum) {
    System.out.printf(
        "%-28s %7.3f s  %,12d  (%d)%n", what, (System.nanoTime() - start) / 1e9, count, sum);
  }
}
