package org.synapsepg.porting;

import java.util.List;
import java.util.Optional;
import org.synapsepg.core.Findings;

/**
 * What is known before anything is written.
 *
 * @param findings every reason to refuse, and everything else worth knowing, each with its remedy
 * @param tables what would be done with each table; empty if the plan could not be made
 * @param schema how the target's tables would come to be; never {@link TargetSchema#AUTO}
 * @param estimate time and disk space that the port will need; empty if the plan could not be made
 */
public record PreflightReport(
    Findings findings,
    List<TablePlan> tables,
    TargetSchema schema,
    Optional<PortEstimate> estimate) {
  /**
   * Keeps its own copy of the list.
   *
   * @param findings every reason to refuse, and everything else worth knowing
   * @param tables what would be done with each table
   * @param schema how the target's tables would come to be
   * @param estimate time and disk space that the port will need
   */
  public PreflightReport {
    tables = List.copyOf(tables);
  }

  /**
   * Whether the port would begin.
   *
   * @return true if nothing found is an error
   */
  public boolean isReady() {
    return !findings.hasErrors();
  }

  /**
   * All rows that would be copied.
   *
   * @return their number
   */
  public long rows() {
    return tables.stream()
        .filter(t -> t.handling() == TablePlan.Handling.COPIED)
        .mapToLong(TablePlan::rows)
        .sum();
  }

  /**
   * What would be sent to the server.
   *
   * @return bytes, without those of tables that are kept
   */
  public long bytes() {
    return tables.stream()
        .filter(t -> t.handling() == TablePlan.Handling.COPIED)
        .mapToLong(TablePlan::bytes)
        .sum();
  }
}
