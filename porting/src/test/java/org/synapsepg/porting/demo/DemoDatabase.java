package org.synapsepg.porting.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.synapsepg.porting.internal.schema.SqliteSchema;
import org.synapsepg.porting.testing.SynapseFixture;

/** Makes the Synapse-shaped SQLite database of the demo and of the consumer projects. */
public final class DemoDatabase {
  private static final long SEED = 20_261_101L;

  private DemoDatabase() {}

  /** Arguments: the file to make, and about how many rows. */
  public static void main(String[] args) throws Exception {
    make(Path.of(args[0]), Integer.parseInt(args[1]));
  }

  static void make(Path file, int rows) throws Exception {
    Files.createDirectories(file.toAbsolutePath().getParent());
    for (String suffix : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(Path.of(file + suffix));
    }
    Map<String, Integer> counts =
        SynapseFixture.of(SEED, SqliteSchema.newest()).rows(rows).withEveryOddity().writeTo(file);
    System.out.printf(
        Locale.ROOT,
        "Made %s: %,d rows in %d tables, seed %d%n",
        file,
        counts.values().stream().mapToInt(i -> i).sum(),
        counts.size(),
        SEED);
  }
}
