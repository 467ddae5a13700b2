package org.synapsepg.pgconf;

import java.util.List;

/**
 * The unit in which a setting is stored and in which a number without unit is taken (PostgreSQL
 * documentation, "Parameter Names and Values"). Memory units are powers of 1024.
 */
public enum SettingUnit {
  /** Bytes. */
  BYTE("B", true, 1),
  /** Kibibytes. */
  KILOBYTE("kB", true, 1024),
  /** Server blocks of 8 kB, the usual block size. */
  BLOCK("8kB", true, 8192),
  /** Mebibytes. */
  MEGABYTE("MB", true, 1 << 20),
  /** Milliseconds. */
  MILLISECOND("ms", false, 1_000),
  /** Seconds. */
  SECOND("s", false, 1_000_000),
  /** Minutes. */
  MINUTE("min", false, 60_000_000);

  /** A unit that a value may be written with. */
  record Written(String name, double factor) {}

  private final String word;
  private final boolean memory;
  private final long size;

  SettingUnit(String word, boolean memory, long size) {
    this.word = word;
    this.memory = memory;
    this.size = size;
  }

  /** The factors to this unit, largest first. */
  private static List<Written> writable(boolean memory, long size) {
    List<Written> units =
        memory
            ? List.of(
                new Written("TB", 1L << 40),
                new Written("GB", 1L << 30),
                new Written("MB", 1L << 20),
                new Written("kB", 1L << 10),
                new Written("B", 1))
            : List.of(
                new Written("d", 86_400_000_000L),
                new Written("h", 3_600_000_000L),
                new Written("min", 60_000_000),
                new Written("s", 1_000_000),
                new Written("ms", 1_000),
                new Written("us", 1));
    return units.stream().map(u -> new Written(u.name(), u.factor() / size)).toList();
  }

  /**
   * The server's word, as in the column {@code unit} of {@code pg_settings}.
   *
   * @return for example {@code 8kB}
   */
  public String word() {
    return word;
  }

  /**
   * Whether it measures memory or disk space.
   *
   * @return true for memory, false for time
   */
  public boolean isMemory() {
    return memory;
  }

  /**
   * How much one of it is.
   *
   * @return bytes for memory, microseconds for time
   */
  public long size() {
    return size;
  }

  /** The units that a value may carry, largest first, each with its factor to this unit. */
  List<Written> writable() {
    return writable(memory, size);
  }

  /** The server's advice when a value carries another unit. */
  String hint() {
    return memory
        ? "Valid units for this parameter are \"B\", \"kB\", \"MB\", \"GB\", and \"TB\"."
        : "Valid units for this parameter are \"us\", \"ms\", \"s\", \"min\", \"h\", and \"d\".";
  }

  static SettingUnit of(String word) {
    for (SettingUnit unit : values()) {
      if (unit.word.equals(word)) {
        return unit;
      }
    }
    throw new IllegalArgumentException("'" + word + "' is no unit");
  }
}
