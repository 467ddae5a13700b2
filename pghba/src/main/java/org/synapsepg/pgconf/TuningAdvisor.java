package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.Optional;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.PgVersion;

/**
 * Advises settings for a PostgreSQL server that serves Synapse. It never advises what the server
 * would refuse, nor what could exceed the given share of memory, see {@link
 * TuningAdvice#worstCase()}. Sources: PostgreSQL documentation, "Resource Consumption"; Synapse
 * documentation, "Using Postgres". Immutable and safe for use by several threads.
 *
 * <p>Example: {@code TuningAdvisor.builder().memory(ByteSize.gibibytes(8)).cpus(4).connections(20)
 * .version(PgVersion.of(16)).build().advise()}.
 */
public final class TuningAdvisor {
  private final Builder machine;

  private TuningAdvisor(Builder machine) {
    this.machine = machine;
  }

  /**
   * Begins to describe the machine. Memory, CPUs, connections and version must be given.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Computes the advice.
   *
   * @return the advice
   */
  public TuningAdvice advise() {
    return new TuningRules(machine).advice();
  }

  /** Describes the machine. Not safe for use by several threads. */
  public static final class Builder {
    private static final ByteSize LEAST_MEMORY = ByteSize.mebibytes(256);
    private static final ByteSize MOST_MEMORY = ByteSize.gibibytes(16 * 1024);

    private @Nullable ByteSize memory;
    private @Nullable PgVersion version;
    private @Nullable ByteSize databaseSize;
    private Storage storage = Storage.SSD;
    private int cpus;
    private int connections;
    private boolean shared;
    private double share;

    private Builder() {}

    private Builder(Builder other) {
      this.memory = other.memory;
      this.version = other.version;
      this.databaseSize = other.databaseSize;
      this.storage = other.storage;
      this.cpus = other.cpus;
      this.connections = other.connections;
      this.shared = other.shared;
      this.share = other.share;
    }

    /**
     * The memory of the machine (or the limit of the container). Required.
     *
     * @param memory from 256 MiB to 16 TiB
     * @return this builder
     */
    public Builder memory(ByteSize memory) {
      if (memory.compareTo(LEAST_MEMORY) < 0 || memory.compareTo(MOST_MEMORY) > 0) {
        throw new IllegalArgumentException(
            "memory of " + memory + "; expected " + LEAST_MEMORY + " to " + MOST_MEMORY);
      }
      this.memory = memory;
      return this;
    }

    /**
     * The number of CPUs. Required.
     *
     * @param cpus 1 or more
     * @return this builder
     */
    public Builder cpus(int cpus) {
      this.cpus = requirePositive("cpus", cpus);
      return this;
    }

    /**
     * The most connections that Synapse opens. Required, unless {@link #pools} is called.
     *
     * @param connections the sum over all its processes, 1 or more; what administration needs is
     *     added by the advice
     * @return this builder
     */
    public Builder connections(int connections) {
      this.connections = requirePositive("connections", connections);
      return this;
    }

    /**
     * The connections of Synapse as processes times the upper bound of their pools ({@code
     * cp_max}).
     *
     * @param processes the main process and the workers, 1 or more
     * @param largestPool the upper bound of each pool, 1 or more
     * @return this builder
     */
    public Builder pools(int processes, int largestPool) {
      return connections(
          Math.multiplyExact(
              requirePositive("processes", processes), requirePositive("cp_max", largestPool)));
    }

    /**
     * The version of the server. Required.
     *
     * @param version the version, 12 or later
     * @return this builder
     */
    public Builder version(PgVersion version) {
      SettingCatalog.of(version);
      this.version = version;
      return this;
    }

    /**
     * What the database's files lie on. {@link Storage#SSD} unless given.
     *
     * @param storage the kind
     * @return this builder
     */
    public Builder storage(Storage storage) {
      this.storage = storage;
      return this;
    }

    /**
     * Whether Synapse runs on the same machine. Not unless given.
     *
     * @param shared true if it does; the server's share of memory is then 40% unless given
     * @return this builder
     */
    public Builder sharedWithSynapse(boolean shared) {
      this.shared = shared;
      return this;
    }

    /**
     * The share of memory that the server may use if everything happens at once. 0.75 unless given,
     * 0.4 on a machine that Synapse shares; the rest is for the system, its cache, and others.
     *
     * @param share from 0.2 to 0.95; from 0.4 on a machine of its own
     * @return this builder
     */
    public Builder share(double share) {
      if (!(share >= 0.2 && share <= 0.95)) {
        throw new IllegalArgumentException(share + " is no share; expected 0.2 to 0.95");
      }
      this.share = share;
      return this;
    }

    /**
     * The size of the database. Unknown unless given.
     *
     * @param size its size on disk
     * @return this builder
     */
    public Builder databaseSize(ByteSize size) {
      this.databaseSize = size;
      return this;
    }

    /**
     * The advisor for this machine.
     *
     * @return an advisor
     * @throws IllegalStateException if memory, CPUs, connections or version are missing
     */
    public TuningAdvisor build() {
      if (memory == null || version == null || cpus == 0 || connections == 0) {
        throw new IllegalStateException(
            "memory, cpus, connections and version must be given; they are "
                + memory
                + ", "
                + cpus
                + ", "
                + connections
                + ", "
                + version);
      }
      if (!shared && share != 0 && share < 0.4) {
        throw new IllegalStateException(
            "a share of "
                + share
                + " is no machine of its own; call sharedWithSynapse(true), or"
                + " give 0.4 or more");
      }
      return new TuningAdvisor(new Builder(this));
    }

    private static int requirePositive(String what, int number) {
      if (number < 1) {
        throw new IllegalArgumentException(what + " is " + number + "; expected 1 or more");
      }
      return number;
    }

    long memoryBytes() {
      return memory == null ? 0 : memory.bytes();
    }

    PgVersion server() {
      return version == null ? PgVersion.of(SettingCatalog.NEWEST) : version;
    }

    Optional<ByteSize> database() {
      return Optional.ofNullable(databaseSize);
    }

    Storage disks() {
      return storage;
    }

    int cores() {
      return cpus;
    }

    int clients() {
      return connections;
    }

    boolean isShared() {
      return shared;
    }

    double ownShare() {
      return share != 0 ? share : shared ? 0.4 : 0.75;
    }
  }
}
