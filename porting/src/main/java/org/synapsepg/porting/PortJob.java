package org.synapsepg.porting;

import jakarta.annotation.Nullable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.internal.load.LoadSettings;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.run.Engine;
import org.synapsepg.porting.internal.run.Host;
import org.synapsepg.porting.internal.run.RunSettings;
import org.synapsepg.porting.internal.run.StateRemoval;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * A port of one SQLite database into one PostgreSQL database: what, where, and how. Making one
 * touches neither; {@link #preflight()} looks at both and writes nothing; {@link #start} does the
 * work. Immutable and safe for use by several threads; the same job can be started again after a
 * stop, a failure or a crash, and goes on where it was. Two runs into one target do not get into
 * each other's way: the second one is refused ({@link PortCode#TARGET_BUSY}).
 *
 * <p>The target's role needs no superuser: it owns the database, as {@code SynapseDatabase} makes
 * it. Everything that a port remembers is in the target's schema {@code synapse_pg_port}. Tested
 * with PostgreSQL 14 to 18; preflight warns of others.
 *
 * <pre>{@code
 * PortJob job = PortJob.builder()
 *     .from(SqliteSource.file(Path.of("homeserver.db")))
 *     .to(target)
 *     .build();
 * job.preflight().findings().throwIfErrors();
 * try (PortRun run = job.start()) {
 *   PortOutcome outcome = run.await();
 * }
 * }</pre>
 */
public final class PortJob {
  private final RunSettings settings;

  private PortJob(RunSettings settings) {
    this.settings = settings;
  }

  /**
   * A job to be described.
   *
   * @return a builder; {@link Builder#from} and {@link Builder#to} must be called
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Finds every reason why the port would not begin, and what it would do. Reads the whole source
   * once. Writes nothing: a schema to be derived is made in a transaction that is rolled back.
   *
   * @return the report; read its findings. A source or target that cannot be opened is one of them
   * @throws org.synapsepg.core.SynapsePgException if the target is lost while it is being asked
   */
  public PreflightReport preflight() {
    return quietEngine().preflight();
  }

  private Engine quietEngine() {
    return new Engine(settings, new StopSignal(), event -> {}, PortCertificate::of);
  }

  /**
   * Compares the target with the source as they are now. Writes nothing; may be called at any time
   * after a port, as long as no run is under way.
   *
   * @param level how thoroughly; what {@link Builder#verifyLevel} says is not asked
   * @return what was found; differences are no exception
   * @throws org.synapsepg.core.SynapsePgException if source or target cannot be read, or a run is
   *     under way
   */
  public VerificationReport verify(VerifyLevel level) {
    return quietEngine().verify(level);
  }

  /**
   * Starts the port without a listener.
   *
   * @return the run, to be awaited and closed
   */
  public PortRun start() {
    return start(event -> {});
  }

  /**
   * Starts the port. It looks at source and target as {@link #preflight()} does, on the snapshot
   * that it then ports, and refuses to begin if that finds an error. Returns at once: whatever goes
   * wrong is in the outcome.
   *
   * @param listener told what happens
   * @return the run, to be awaited and closed
   * @throws java.util.concurrent.RejectedExecutionException if {@link Builder#executor} gives no
   *     thread for it
   */
  public PortRun start(PortListener listener) {
    return new PortRun(settings, Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Removes all that ports keep in the target (schema {@code synapse_pg_port}): the checkpoint, by
   * which a later run would copy only what has changed; the certificate and the marks by which it
   * would notice that somebody has written there; the records of replaced values; and rows in
   * quarantine, so write those to a file first ({@link Quarantine#writeTo}). Meant for the time
   * when Synapse runs on the target for good. The ported tables are not touched.
   *
   * @return whether there was something to remove
   * @throws PortException with {@link PortCode#TARGET_BUSY} while a run is under way, {@link
   *     PortCode#CHECKPOINT_EXISTS} if the last one did not complete, {@link
   *     PortCode#TARGET_UNREACHABLE} if the target cannot be asked
   */
  public boolean removeCheckpoint() {
    return StateRemoval.remove(settings.target());
  }

  /** Describes a job. Not safe for use by several threads. */
  public static final class Builder {
    private @Nullable SqliteSource source;
    private @Nullable ConnectionSource target;
    private TargetSchema schema = TargetSchema.AUTO;
    private int workers = 2;
    private ExistingCheckpoint existing = ExistingCheckpoint.RESUME;
    private @Nullable String overwrite;
    private BadValuePolicy badValues = BadValuePolicy.defaults();
    private ByteSize chunk = ByteSize.mebibytes(16);
    private long batch = Long.MAX_VALUE;
    private VerifyLevel verify = VerifyLevel.CHECKSUMS;
    private @Nullable String serverName;
    private @Nullable String carry;
    private Threads threads = Threads.own();
    private InstantSource clock = InstantSource.system();
    private Duration lockTimeout = PortSession.LOCK_TIMEOUT;
    private boolean thoroughCheck;
    private boolean unsafeLocale;

    private Builder() {}

    /**
     * What is ported.
     *
     * @param from the SQLite database
     * @return this builder
     */
    public Builder from(SqliteSource from) {
      this.source = Objects.requireNonNull(from, "from");
      return this;
    }

    /**
     * Where it is ported to.
     *
     * @param to opens connections as the role that owns the database
     * @return this builder
     */
    public Builder to(ConnectionSource to) {
      this.target = Objects.requireNonNull(to, "to");
      return this;
    }

    /**
     * Where the target's tables come from.
     *
     * @param value {@link TargetSchema#AUTO} by default
     * @return this builder
     */
    public Builder schema(TargetSchema value) {
      this.schema = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * How many connections copy rows at the same time. Index builds use one more, and one
     * connection controls the run. Where a round trip to the server takes 8 ms or more, twice as
     * many copy, as far as it has connections left, for half of them wait for the line.
     *
     * @param count 1 to 64; 2 by default
     * @return this builder
     * @throws IllegalArgumentException if it is another number
     */
    public Builder workers(int count) {
      if (count < 1 || count > 64) {
        throw new IllegalArgumentException("workers must be 1 to 64, not " + count);
      }
      this.workers = count;
      return this;
    }

    /**
     * What happens when the target already holds the work of an earlier run.
     *
     * @param value {@link ExistingCheckpoint#RESUME} by default
     * @return this builder
     */
    public Builder existingCheckpoint(ExistingCheckpoint value) {
      this.existing = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Confirms that rows in the target that no port wrote may be lost; without this call a target
     * that has some is refused. One that was ported to before is compared row by row, and what
     * differs from the source is replaced.
     *
     * @param database the target database's name, exact case; another name confirms nothing
     * @return this builder
     */
    public Builder overwriteTarget(String database) {
      this.overwrite = Objects.requireNonNull(database, "database");
      return this;
    }

    /**
     * What happens to values that the target cannot hold.
     *
     * @param policy {@link BadValuePolicy#defaults()} by default
     * @return this builder
     */
    public Builder badValues(BadValuePolicy policy) {
      this.badValues = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * How much is copied in one transaction, the unit of retry. Memory does not depend on it.
     *
     * @param size 64 KiB to 1 GiB; 16 MiB by default
     * @return this builder
     * @throws IllegalArgumentException if it is smaller or larger
     */
    public Builder chunkSize(ByteSize size) {
      if (size.bytes() < 64 * 1024 || size.bytes() > 1024L * 1024 * 1024) {
        throw new IllegalArgumentException("a chunk must have 64 KiB to 1 GiB, not " + size);
      }
      this.chunk = size;
      return this;
    }

    /**
     * How many rows are copied in one transaction at most.
     *
     * @param rows 1 or more; unlimited by default, so that {@link #chunkSize} alone decides
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder batchSize(long rows) {
      if (rows < 1) {
        throw new IllegalArgumentException("a batch must have at least one row, not " + rows);
      }
      this.batch = rows;
      return this;
    }

    /**
     * How thoroughly a run compares the result with the source before it ends.
     *
     * @param level {@link VerifyLevel#CHECKSUMS} by default
     * @return this builder
     */
    public Builder verifyLevel(VerifyLevel level) {
      this.verify = Objects.requireNonNull(level, "level");
      return this;
    }

    /**
     * The server whose database the source must be.
     *
     * @param name the {@code server_name} of homeserver.yaml; not checked by default
     * @return this builder
     */
    public Builder serverName(String name) {
      this.serverName = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Takes tables along that the source has and the target lacks: a module's, or leftovers. They
     * are made in a schema of the target by mechanical rules (names in lower case; whole numbers
     * become {@code bigint}, booleans, bytes and JSON what they are declared as, everything else
     * {@code text}), without foreign keys. Without this call they stay behind, and those with rows
     * are listed.
     *
     * @param schema {@code public}, where Synapse's own tables are, or another one, which is made
     *     if it does not exist
     * @return this builder
     */
    public Builder carryTables(String schema) {
      this.carry = Objects.requireNonNull(schema, "schema");
      return this;
    }

    /**
     * Where the port's threads come from. Its tasks run at the same time and wait for each other:
     * twice {@link #workers} and five at most. So the executor must begin each task at once, in a
     * thread of its own, as {@link java.util.concurrent.Executors#newCachedThreadPool()}, a
     * container's managed executor or one of virtual threads does; one that keeps a task in a queue
     * for half a minute, or runs it in the calling thread, ends the port with {@link
     * java.util.concurrent.RejectedExecutionException} as its cause. It is not shut down.
     *
     * @param executor runs each task; by default each has a daemon thread made for it
     * @return this builder
     */
    public Builder executor(Executor executor) {
      this.threads = Threads.of(Objects.requireNonNull(executor, "executor"));
      return this;
    }

    /**
     * How thoroughly SQLite checks the source for damage before a port.
     *
     * @param integrityCheck true for {@code PRAGMA integrity_check}, which also compares indexes
     *     with tables and takes several times as long; false, the default, for {@code quick_check}
     *     (SQLite docs, "PRAGMA Statements")
     * @return this builder
     */
    public Builder thoroughSourceCheck(boolean integrityCheck) {
      this.thoroughCheck = integrityCheck;
      return this;
    }

    /**
     * Tells the time that the certificate names. Durations are measured by the system's own clock.
     *
     * @param source {@link InstantSource#system()} by default
     * @return this builder
     */
    public Builder clock(InstantSource source) {
      this.clock = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * How long a statement waits for a lock that another session holds before the port fails and
     * names that session (PostgreSQL documentation, "lock_timeout"). Whether the server still
     * answers at all is watched apart from that: a port notices within some ten seconds when it
     * does not.
     *
     * @param limit from 1 ms to a day; 60 seconds by default
     * @return this builder
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public Builder lockTimeout(Duration limit) {
      if (limit.toMillis() < 1 || limit.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("a time-out must have 1 ms to a day, not " + limit);
      }
      this.lockTimeout = limit;
      return this;
    }

    /**
     * Whether Synapse's configuration has {@code allow_unsafe_locale}, so that it starts on a
     * database whose {@code LC_COLLATE} or {@code LC_CTYPE} is not {@code C}. Such a database is
     * then ported into with a warning; one that is not UTF-8 never is ({@code
     * synapse/storage/engines/postgres.py}).
     *
     * @param allowed false by default
     * @return this builder
     */
    public Builder allowUnsafeLocale(boolean allowed) {
      this.unsafeLocale = allowed;
      return this;
    }

    /**
     * Makes the job.
     *
     * @return the job
     * @throws IllegalStateException if source or target is missing
     */
    public PortJob build() {
      SqliteSource from = source;
      ConnectionSource to = target;
      if (from == null || to == null) {
        throw new IllegalStateException("a job needs a source (from) and a target (to)");
      }
      return new PortJob(
          new RunSettings(
              from,
              to,
              schema,
              workers,
              existing,
              overwrite,
              new LoadSettings(badValues, chunk.bytes(), batch),
              verify,
              serverName,
              carry,
              new Host(threads, clock, lockTimeout),
              thoroughCheck,
              unsafeLocale));
    }
  }
}
