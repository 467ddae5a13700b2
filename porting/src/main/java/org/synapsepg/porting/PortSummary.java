package org.synapsepg.porting;

import java.time.Duration;
import java.util.List;
import org.synapsepg.core.Findings;

/**
 * What a run did.
 *
 * @param tables tables that hold rows of the source now
 * @param rows rows of the source that are in the target now
 * @param rowsCopied rows that this run copied; fewer than {@code rows} after a resume
 * @param took from the first write to the last constraint, index and sequence
 * @param sequencesSet the sequences that were set
 * @param changes what was changed in tables that an earlier run had filled; those not named are as
 *     they were, or were copied whole
 * @param findings what the run found worth knowing
 */
public record PortSummary(
    int tables,
    long rows,
    long rowsCopied,
    Duration took,
    List<String> sequencesSet,
    List<TableChange> changes,
    Findings findings) {
  /**
   * Keeps its own copy of the list.
   *
   * @param tables tables that hold rows of the source now
   * @param rows rows of the source that are in the target now
   * @param rowsCopied rows that this run copied
   * @param took from the first write to the last constraint, index and sequence
   * @param sequencesSet the sequences that were set
   * @param changes what was changed in tables that an earlier run had filled
   * @param findings what the run found worth knowing
   */
  public PortSummary {
    sequencesSet = List.copyOf(sequencesSet);
    changes = List.copyOf(changes);
  }

  /**
   * Rows copied each second.
   *
   * @return the average over the whole run
   */
  public long rowsPerSecond() {
    return rowsCopied * 1000 / Math.max(1, took.toMillis());
  }
}
