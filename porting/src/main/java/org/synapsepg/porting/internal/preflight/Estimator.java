package org.synapsepg.porting.internal.preflight;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;
import org.synapsepg.core.Severity;
import org.synapsepg.porting.DiskNeed;
import org.synapsepg.porting.PortEstimate;
import org.synapsepg.porting.PortEvent.Remaining;
import org.synapsepg.porting.PreflightCode;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.sqlite.SourceFingerprint;

/**
 * What a port will take. Every constant was measured; {@code docs/port-engine.md} says how and what
 * came out beside the estimates.
 */
public final class Estimator {
  /** Bytes of one row beside its values: PostgreSQL docs, "Database Page Layout". */
  private static final int ROW_OVERHEAD = 26;

  /** PostgreSQL's indexes and vectors, beside what SQLite has beside its rows. */
  private static final double INDEX_FACTOR = 1.3;

  /** An empty table, or an index, with its catalogue rows. */
  private static final long EMPTY_BYTES = 16 * 1024;

  /** A port's time beside the audit's, on two cores that both sides share. */
  private static final double PORT_PER_SCAN = 4.7;

  /** Preflight and verification beside the audit. */
  private static final double CHECKS_PER_SCAN = 3.2;

  /** What a port of nothing takes where the server is near. */
  private static final double FIXED_SECONDS = 0.7;

  private static final double LEAST = 0.5;
  private static final double MOST = 2.2;
  private static final int ASKED = 5;

  private final Connection target;
  private final Collection<TableAudit> audits;
  private final Collection<TableAudit> copied;
  private final SourceFingerprint source;

  /**
   * For one port.
   *
   * @param target a session of the target
   * @param audits of all tables
   * @param kept tables that stay as an earlier run left them
   * @param source the file that is read
   */
  public Estimator(
      Connection target,
      Collection<TableAudit> audits,
      Collection<String> kept,
      SourceFingerprint source) {
    this.target = target;
    this.audits = audits;
    this.copied = audits.stream().filter(a -> !kept.contains(a.table())).toList();
    this.source = source;
  }

  /**
   * What is known about the reading and the work.
   *
   * @param took how long the audit took
   * @param workers how many tables were audited, and will be copied, at the same time
   * @param questions statements that the port will wait for, one after the other
   * @param objects tables and indexes of the target
   * @param logIsKept whether an archive or a slot keeps all of the write-ahead log
   */
  public record Known(Duration took, int workers, long questions, long objects, boolean logIsKept) {
    /**
     * Counts.
     *
     * @param took how long the audit took
     * @param workers how many tables are dealt with at the same time
     * @param statements how many make the schema
     * @param plan what goes where
     * @param findings what the server said of itself
     * @return what is known
     */
    public static Known of(
        Duration took, int workers, int statements, LoadPlan plan, List<Finding> findings) {
      long tables = plan.targets().count();
      long indexes = plan.targets().mapToLong(t -> t.indexes().size()).sum();
      long keys = plan.targets().mapToLong(t -> t.foreignKeys().size()).sum();
      return new Known(
          took,
          workers,
          // As measured 20 ms away: most of what small tables need is sent together.
          statements + 2 * tables + (indexes + keys) / 8 + 130,
          tables + indexes,
          findings.stream().anyMatch(f -> f.code() == PreflightCode.WAL_CONSUMERS));
    }
  }

  /**
   * Estimates.
   *
   * @param known what is known
   * @return time and disk space
   * @throws SQLException if the server cannot be asked
   */
  public PortEstimate estimate(Known known) throws SQLException {
    double trip = roundTrip() / 1e9;
    int cores = Math.max(1, Runtime.getRuntime().availableProcessors());
    double scan = Math.max(0.01, known.took().toNanos() / 1e9);
    // Reader, encoder and a server process work side by side for each table.
    double parallel = Math.max(0.5, Math.min(cores, 2.0 * known.workers()) / 2.0);
    double share = bytes(copied) / (double) Math.max(1, bytes(audits));
    double port =
        FIXED_SECONDS + scan * share * PORT_PER_SCAN / parallel + known.questions() * trip;
    double checks = FIXED_SECONDS + scan * CHECKS_PER_SCAN / parallel;
    return new PortEstimate(
        around(port),
        around(port + checks),
        Duration.ofNanos((long) (trip * 1e9)),
        ByteSize.bytes((long) (bytes(audits) / scan)),
        cores,
        disk(known, share));
  }

  private static Remaining around(double seconds) {
    return new Remaining(
        Duration.ofMillis((long) (seconds * LEAST * 1000)),
        Duration.ofMillis((long) (seconds * 1000)),
        Duration.ofMillis((long) (seconds * MOST * 1000)));
  }

  /** The median, in nanoseconds. */
  private long roundTrip() throws SQLException {
    long[] took = new long[ASKED];
    try (Statement statement = target.createStatement()) {
      for (int i = 0; i < ASKED; i++) {
        long begun = System.nanoTime();
        statement.execute("SELECT 1");
        took[i] = System.nanoTime() - begun;
      }
    }
    Arrays.sort(took);
    return took[ASKED / 2];
  }

  private static long bytes(Collection<TableAudit> tables) {
    return tables.stream().mapToLong(TableAudit::bytes).sum();
  }

  private DiskNeed disk(Known known, double share) throws SQLException {
    long rows = copied.stream().mapToLong(TableAudit::rows).sum();
    long texts =
        copied.stream()
            .filter(a -> a.table().equals(SearchStaging.NAME))
            .mapToLong(TableAudit::bytes)
            .sum();
    long values = bytes(copied) - texts;
    long used = (source.pageCount() - source.freelistPages()) * source.pageSize();
    used = (long) (used * share);
    long tables = values + rows * ROW_OVERHEAD + known.objects() * EMPTY_BYTES;
    long indexes = (long) (INDEX_FACTOR * Math.max(0, used - values));
    long log = known.logIsKept() ? tables + indexes : Math.min(tables + indexes, mostLog());
    long temporary = texts + indexes / 2;
    long least = values / 3 + rows * ROW_OVERHEAD;
    return new DiskNeed(
        ByteSize.bytes(tables),
        ByteSize.bytes(indexes),
        ByteSize.bytes(log),
        ByteSize.bytes(temporary),
        ByteSize.bytes(least),
        ByteSize.bytes((tables + indexes + log + temporary) * 3 / 2),
        free());
  }

  private long mostLog() throws SQLException {
    return Long.parseLong(
            one(
                "SELECT setting::bigint * 1024 * 1024 FROM pg_settings WHERE name ="
                    + " 'max_wal_size'"))
        + (32L << 20);
  }

  /**
   * Free space of the database's folder: if the server says that it is on this machine, tells the
   * folder (which needs {@code pg_read_all_settings}, or a tablespace of the database's own), and
   * the folder is there.
   */
  private Optional<ByteSize> free() throws SQLException {
    String folder =
        one(
            """
            SELECT CASE
              WHEN inet_server_addr() IS NOT NULL AND NOT inet_server_addr() <<= inet '127.0.0.0/8'
                   AND inet_server_addr() <> inet '::1' THEN ''
              WHEN pg_tablespace_location(d.dattablespace) <> '' THEN pg_tablespace_location(d.dattablespace)
              WHEN pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
              THEN (SELECT setting FROM pg_settings WHERE name = 'data_directory') ELSE '' END
            FROM pg_database d WHERE d.datname = current_database()\
            """);
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path path = Path.of(folder);
      return Files.isDirectory(path)
          ? Optional.of(ByteSize.bytes(Files.getFileStore(path).getUsableSpace()))
          : Optional.empty();
    } catch (IOException | InvalidPathException | SecurityException e) {
      return Optional.empty();
    }
  }

  private String one(String sql) throws SQLException {
    try (Statement statement = target.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      String value = row.next() ? row.getString(1) : null;
      return value == null ? "" : value;
    }
  }

  /**
   * Whether the disk is too small.
   *
   * @param disk what is needed and what is free
   * @return an error if the rows alone cannot fit, a warning if all of it may not
   */
  public static Findings shortage(DiskNeed disk) {
    if (disk.free().isEmpty() || disk.free().get().compareTo(disk.most()) >= 0) {
      return Findings.none();
    }
    boolean hopeless = disk.free().get().compareTo(disk.least()) < 0;
    return Findings.of(
        Finding.of(
                PreflightCode.DISK_SHORT,
                "the server's disk %s: the port needs %s"
                    .formatted(hopeless ? "is too small" : "may be too small", disk.render()))
            .withSeverity(hopeless ? Severity.ERROR : Severity.WARNING)
            .withHint(
                "free space on it, or give the database a tablespace on another one; a port that"
                    + " runs out of space keeps its checkpoint and goes on when there is room"));
  }
}
