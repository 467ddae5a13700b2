package org.synapsepg.porting.internal.audit;

import java.util.List;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;

/**
 * Values of one column that do not fit for one reason.
 *
 * @param column the target's column
 * @param kind the reason
 * @param action what would happen to them
 * @param count how many there are
 * @param rowids the first few rows
 */
public record DefectCount(
    String column, BadValue kind, BadValuePolicy.Action action, long count, List<Long> rowids) {
  /** Keeps its own copy of the list. */
  public DefectCount {
    rowids = List.copyOf(rowids);
  }
}
