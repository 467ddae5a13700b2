package org.synapsepg.pgconf;

import java.util.List;
import org.synapsepg.core.ByteSize;
import org.synapsepg.core.Findings;

/** What {@link TuningAdvisor} advises. Immutable and safe for use by several threads. */
public final class TuningAdvice {
  private final List<TunedSetting> settings;
  private final List<TableTuning> tables;
  private final ByteSize budget;
  private final ByteSize worstCase;
  private final Findings findings;

  TuningAdvice(
      List<TunedSetting> settings,
      List<TableTuning> tables,
      ByteSize budget,
      ByteSize worstCase,
      Findings findings) {
    this.settings = List.copyOf(settings);
    this.tables = List.copyOf(tables);
    this.budget = budget;
    this.worstCase = worstCase;
    this.findings = findings;
  }

  /**
   * The settings for postgresql.conf.
   *
   * @return name, value and reason of each
   */
  public List<TunedSetting> settings() {
    return settings;
  }

  /**
   * Autovacuum parameters for the big tables of Synapse, which belong to the tables and not in a
   * file. A table that the database does not have is left out by whoever runs them.
   *
   * @return one for each table
   */
  public List<TableTuning> tables() {
    return tables;
  }

  /**
   * The memory that the server may use at most.
   *
   * @return the given share of the machine's memory
   */
  public ByteSize budget() {
    return budget;
  }

  /**
   * What the server uses if everything happens at once: shared_buffers, wal_buffers, for each
   * connection two sorts or hashes at their limit and 10 MB, every autovacuum worker, and one
   * maintenance command.
   *
   * @return the sum, at most {@link #budget()}
   */
  public ByteSize worstCase() {
    return worstCase;
  }

  /**
   * What the machine is too small for.
   *
   * @return findings; empty if everything asked for fits
   */
  public Findings findings() {
    return findings;
  }

  /**
   * Sets every advised setting: {@code conf.edit(advice::applyTo)}.
   *
   * @param editor the editor of a postgresql.conf
   */
  public void applyTo(PgConfEditor editor) {
    settings.forEach(s -> editor.set(s.name(), s.value()));
  }
}
