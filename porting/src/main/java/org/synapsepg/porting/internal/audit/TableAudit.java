package org.synapsepg.porting.internal.audit;

import java.util.List;

/**
 * What the source has for one table.
 *
 * @param table the target table's name
 * @param rows how many rows
 * @param bytes what would be sent to the server for them
 * @param digest of everything that would be sent, of the rowids, and of rows that would be kept out
 * @param defects the values that do not fit
 */
public record TableAudit(
    String table, long rows, long bytes, long digest, List<DefectCount> defects) {
  /** Keeps its own copy of the list. */
  public TableAudit {
    defects = List.copyOf(defects);
  }
}
