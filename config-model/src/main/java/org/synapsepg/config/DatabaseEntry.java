package org.synapsepg.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.core.SourceLocation;

/**
 * One database of the configuration: the section {@code database}, or one entry of {@code
 * databases} (Synapse documentation, "Configuration Manual"). Immutable and thread-safe.
 *
 * @param label {@code master} for the section {@code database}, as Synapse calls it, else the key
 *     under {@code databases}
 * @param engine the engine with its settings
 * @param stores the data stores that live there
 * @param location where the section begins
 * @param settings what else the section says
 */
public record DatabaseEntry(
    String label,
    DatabaseEngine engine,
    Set<DataStore> stores,
    SourceLocation location,
    Settings settings) {
  /**
   * Copies the set.
   *
   * @param label the label
   * @param engine the engine with its settings
   * @param stores the data stores that live there
   * @param location where the section begins
   * @param settings what else the section says
   */
  public DatabaseEntry {
    stores = Set.copyOf(stores);
  }

  /**
   * The settings beside {@code name} and {@code args}.
   *
   * @param transactionLimit {@code txn_limit}: transactions after which a connection is replaced;
   *     0, the default, for never
   * @param allowUnsafeLocale {@code allow_unsafe_locale}: whether a locale other than C is
   *     accepted; no by default
   * @param synchronousCommit {@code synchronous_commit} (undocumented): whether a commit waits for
   *     the disk; yes by default
   * @param statementTimeout {@code statement_timeout} (undocumented, in milliseconds): after which
   *     the server ends a statement; ten minutes by default, empty for never
   */
  public record Settings(
      long transactionLimit,
      boolean allowUnsafeLocale,
      boolean synchronousCommit,
      Optional<Duration> statementTimeout) {
    /** What applies when the file says nothing. */
    public static final Settings DEFAULT =
        new Settings(0, false, true, Optional.of(Duration.ofMinutes(10)));
  }
}
