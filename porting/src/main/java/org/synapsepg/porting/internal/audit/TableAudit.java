package org.synapsepg.porting.internal.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.internal.verify.ExpectedTable;

/**
 * What the source has for one table.
 *
 * @param table the target table's name
 * @param rows how many rows
 * @param bytes what would be sent to the server for them
 * @param digest of the rows as the target should hold them, of the rowids, and of the defects
 * @param defects the values that do not fit
 * @param rewritten numbers inside JSON that {@code jsonb} writes in another way, by column
 * @param longRows rows with a key, or a text to be searched, that may be too long
 * @param replacedKeys unique keys that replaced values have changed
 * @param equalRows pairs of rows whose unique keys are equal once values are replaced
 * @param oddlyStored the columns with values of another class than their type suggests
 * @param expected what the target should hold, if that was asked for
 */
public record TableAudit(
    String table,
    long rows,
    long bytes,
    long digest,
    List<DefectCount> defects,
    Map<String, Long> rewritten,
    List<Long> longRows,
    List<RowKeys.ReplacedKey> replacedKeys,
    List<long[]> equalRows,
    Set<String> oddlyStored,
    Optional<ExpectedTable> expected) {
  /** Keeps its own copies of the lists. */
  public TableAudit {
    defects = List.copyOf(defects);
    rewritten = Map.copyOf(rewritten);
    longRows = List.copyOf(longRows);
    replacedKeys = List.copyOf(replacedKeys);
    equalRows = List.copyOf(equalRows);
    oddlyStored = Set.copyOf(oddlyStored);
  }

  /** Whether rows of the table stay out of the target because of their values. */
  boolean hasQuarantine() {
    return defects.stream().anyMatch(d -> d.action() == BadValuePolicy.Action.QUARANTINE);
  }
}
