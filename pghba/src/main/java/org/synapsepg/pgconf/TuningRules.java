package org.synapsepg.pgconf;

import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Finding;
import org.synapsepg.core.Findings;

/**
 * The arithmetic behind the advice. Everything that is allocated is a part of memory or of what is
 * left of the budget, rounded down, so that no value shrinks when memory grows.
 */
final class TuningRules {
  private static final long KB = 1024;
  private static final long MB = 1024 * KB;
  private static final long GB = 1024 * MB;

  /** What a connection needs beside its sorts and hashes. */
  private static final long PER_CONNECTION = 10 * MB;

  /** Less work_mem than this is not worth a further connection. */
  private static final long LEAST_WORK_MEM = 256 * KB;

  /** From here on more work_mem is a luxury. */
  private static final long AMPLE_WORK_MEM = 64 * MB;

  /** The server's own reserve, and what backups, monitoring and people need. */
  private static final int FOR_ADMINISTRATION = 10;

  /** The server refuses more than 262,143 processes of all kinds. */
  private static final int MOST_CONNECTIONS = 100_000;

  private static final String DOCS_MEMORY = "PostgreSQL documentation, Resource Consumption";
  private static final String DOCS_WAL = "PostgreSQL documentation, Write Ahead Log";
  private static final String DOCS_PLANNER = "PostgreSQL documentation, Query Planning";
  private static final String DOCS_VACUUM = "PostgreSQL documentation, Vacuuming";
  private static final String SYNAPSE = "Synapse documentation, Using Postgres";

  private final TuningAdvisor.Builder machine;
  private final long memory;
  private final long budget;
  private final int major;
  private final long hashFactor;
  private final List<TunedSetting> settings = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  TuningRules(TuningAdvisor.Builder machine) {
    this.machine = machine;
    this.memory = machine.memoryBytes();
    this.budget = (long) (memory * machine.ownShare());
    this.major = machine.server().major();
    this.hashFactor = major >= 15 ? 2 : 1;
  }

  TuningAdvice advice() {
    long worstCase = memorySettings();
    writeAheadLog();
    planner();
    autovacuum();
    return new TuningAdvice(
        settings,
        TableTuning.forMajor(major),
        ByteSize.bytes(budget),
        ByteSize.bytes(worstCase),
        Findings.of(findings));
  }

  private long memorySettings() {
    long sharedBuffers = Math.max(sharedBuffers(), 128 * KB);
    long walBuffers = Math.max(64 * KB, Math.min(16 * MB, roundDown(sharedBuffers / 32)));
    long maintenance = clamp(roundDown(budget / 12), MB, 2 * GB);
    int workers = vacuumWorkers();
    long vacuum = clamp(roundDown(budget / 64), MB, GB);
    long left = budget - sharedBuffers - walBuffers - maintenance - workers * vacuum;
    long dearest = PER_CONNECTION + 2 * hashFactor * LEAST_WORK_MEM;
    int wanted = connections();
    int fitting = (int) Math.max(2, Math.min(wanted, left / dearest));
    long workMem = fitting < wanted ? LEAST_WORK_MEM : workMem(left, fitting);
    if (fitting < wanted) {
      findings.add(tooMany(wanted, fitting));
    }
    long worst =
        sharedBuffers
            + walBuffers
            + maintenance
            + workers * vacuum
            + fitting * (PER_CONNECTION + 2 * hashFactor * workMem);
    addMemory(sharedBuffers, walBuffers, maintenance, vacuum, workMem);
    add(
        "max_connections",
        String.valueOf(fitting),
        machine.clients()
            + " for Synapse (processes times cp_max), the rest for administration; an"
            + " idle connection costs memory too, so not more than needed",
        fitting < wanted ? "what the share of memory allows" : "none",
        SYNAPSE);
    return worst;
  }

  private void addMemory(
      long sharedBuffers, long walBuffers, long maintenance, long vacuum, long workMem) {
    add(
        "shared_buffers",
        sharedBuffers,
        "the server's own cache; Synapse's documentation names it first",
        Math.round(100.0 * sharedBuffers / memory) + "% of memory",
        DOCS_MEMORY);
    add(
        "huge_pages",
        "try",
        "uses huge pages if the system has reserved them and starts without them otherwise; see"
            + " HugePages for the number",
        "never on, which would keep the server from starting without them",
        DOCS_MEMORY);
    add(
        "effective_cache_size",
        roundDown((long) (memory * (machine.isShared() ? 0.5 : 0.75))),
        "what the planner may expect to find in memory, the system's cache included; allocates"
            + " nothing",
        machine.isShared() ? "50% of memory" : "75% of memory",
        DOCS_PLANNER);
    add(
        "work_mem",
        workMem,
        "for one sort or hash; the worst case counts two for each connection"
            + (hashFactor == 2 ? ", each twice for hash_mem_multiplier" : ""),
        "what is left of the share of memory, by connections",
        DOCS_MEMORY);
    add(
        "maintenance_work_mem",
        maintenance,
        "for CREATE INDEX and VACUUM by hand; Synapse's background updates build indexes",
        "a 12th of the share, at most 2GB",
        DOCS_MEMORY);
    add(
        "autovacuum_work_mem",
        vacuum,
        "for each autovacuum worker, so that they do not each take maintenance_work_mem",
        "a 64th of the share, at most 1GB" + (major < 17 ? ", more is not used before 17" : ""),
        DOCS_MEMORY);
    add(
        "wal_buffers",
        walBuffers,
        "a 32nd of shared_buffers, as the server would choose itself",
        "at most one WAL segment of 16MB",
        DOCS_WAL);
  }

  /** A quarter of memory; less where the share is small or the machine is. */
  private long sharedBuffers() {
    double part = machine.isShared() ? 0.4 * machine.ownShare() : 0.25;
    return roundDown(Math.min((long) (memory * part), (long) (budget * 0.6)));
  }

  private int connections() {
    return Math.min(machine.clients(), MOST_CONNECTIONS) + FOR_ADMINISTRATION;
  }

  private long workMem(long left, int connections) {
    long most = (left / connections - PER_CONNECTION) / (2 * hashFactor);
    long threeQuarters = left - budget / 4;
    long enough = (threeQuarters / connections - PER_CONNECTION) / (2 * hashFactor);
    long wanted = Math.min(most, Math.max(AMPLE_WORK_MEM, enough));
    return Math.min(roundDown(Math.max(wanted, LEAST_WORK_MEM)), 2047 * GB);
  }

  private Finding tooMany(int wanted, int fitting) {
    return Finding.of(
            PgConfCode.CONFLICT,
            wanted
                + " connections do not fit: at "
                + ByteSize.bytes(PER_CONNECTION)
                + " and two small sorts each they need more than the "
                + ByteSize.bytes(budget)
                + " that the server may use; "
                + fitting
                + " do")
        .withHint("lower cp_max or the number of workers, put a pooler between, or add memory");
  }

  private void writeAheadLog() {
    long most =
        memory >= 32 * GB ? 8 * GB : memory >= 8 * GB ? 4 * GB : memory >= 2 * GB ? 2 * GB : GB;
    String bound = "by memory, from 1GB to 8GB";
    if (machine.database().filter(size -> size.bytes() < 4 * GB).isPresent() && most > 2 * GB) {
      most = 2 * GB;
      bound = "2GB, for the database is smaller than 4GB";
    }
    add(
        "max_wal_size",
        most,
        "fewer checkpoints; the disk of the WAL must hold about twice that",
        bound,
        DOCS_WAL);
    add(
        "min_wal_size",
        most / 4,
        "keeps WAL files for reuse",
        "a quarter of max_wal_size",
        DOCS_WAL);
    add(
        "checkpoint_completion_target",
        "0.9",
        "spreads the writes of a checkpoint over its interval" + (major >= 14 ? " (default)" : ""),
        "none",
        DOCS_WAL);
    add(
        "checkpoint_timeout",
        "15min",
        "each checkpoint makes the next changes of every page cost a full page of WAL",
        "recovery after a crash takes about as long at most",
        DOCS_WAL);
  }

  private void planner() {
    Storage storage = machine.disks();
    boolean cached = machine.database().filter(s -> s.bytes() < memory / 2).isPresent();
    add(
        "random_page_cost",
        cached ? "1.1" : storage.randomPageCost(),
        cached
            ? "the database fits into memory"
            : "the relation of random to sequential reads on " + storage,
        "not under 1, which is sequential",
        DOCS_PLANNER);
    add(
        "effective_io_concurrency",
        String.valueOf(storage.concurrency()),
        "how many reads " + storage + " serves at once",
        "none",
        DOCS_MEMORY);
    add(
        "jit",
        "off",
        "Synapse's queries are short; compiling them costs more than it saves",
        "none",
        "practice of Synapse operators, not in its documentation");
  }

  private int vacuumWorkers() {
    return machine.cores() >= 16 ? 5 : machine.cores() >= 8 ? 4 : 3;
  }

  private void autovacuum() {
    add(
        "autovacuum_max_workers",
        String.valueOf(vacuumWorkers()),
        "how many tables are vacuumed at once",
        "3, from 8 CPUs 4, from 16 CPUs 5",
        DOCS_VACUUM);
    add(
        "autovacuum_vacuum_cost_limit",
        machine.disks() == Storage.HDD ? "400" : "1000",
        "all workers together may do this much before they pause; the default is for old disks",
        "by storage",
        DOCS_VACUUM);
    add(
        "autovacuum_vacuum_scale_factor",
        "0.05",
        "a fifth of a big table is too much waste; see the parameters of single tables",
        "none",
        DOCS_VACUUM);
    add(
        "autovacuum_analyze_scale_factor",
        "0.02",
        "fresh statistics keep the plans of big, growing tables right",
        "none",
        DOCS_VACUUM);
  }

  private void add(String name, long bytes, String reason, String bound, String source) {
    add(name, ValueText.of(ByteSize.bytes(bytes)), reason, bound, source);
  }

  private void add(String name, String value, String reason, String bound, String source) {
    settings.add(new TunedSetting(name, value, reason, bound, source));
  }

  private static long clamp(long value, long least, long most) {
    return Math.max(least, Math.min(most, value));
  }

  /** To whole megabytes, and below 4 MB to whole blocks of 64 kB. */
  private static long roundDown(long bytes) {
    long unit = bytes >= 4 * MB ? MB : 64 * KB;
    return bytes / unit * unit;
  }
}
