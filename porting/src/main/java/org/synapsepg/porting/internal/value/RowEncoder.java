package org.synapsepg.porting.internal.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.KeptOut;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.ValueType;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/**
 * Writes rows of one table as binary COPY wants them (PostgreSQL docs, "COPY", section "Binary
 * Format"): the number of columns, then each value with its length. A row of healthy values costs
 * no object. For one thread.
 */
public final class RowEncoder {
  private final ColumnMapping[] columns;
  private final int[] sources;
  private final boolean[] notNull;
  private final ColumnEncoder[] encoders;
  private final List<Optional<JsonEncoder>> jsonb = new ArrayList<>();
  private final boolean hasJsonb;
  private final BadValuePolicy policy;
  private final DefectSink defects;
  private final KeptOut keptOut;

  /**
   * An encoder for a table.
   *
   * @param table what goes where
   * @param policy what happens to values that do not fit
   * @param realText how SQLite writes real numbers
   * @param defects told of values that do not fit
   */
  public RowEncoder(
      TableMapping table, BadValuePolicy policy, RealText realText, DefectSink defects) {
    this.policy = policy;
    this.defects = defects;
    this.keptOut = table.keptOut();
    this.columns = table.columns().toArray(ColumnMapping[]::new);
    this.sources = new int[columns.length];
    this.notNull = new boolean[columns.length];
    this.encoders = new ColumnEncoder[columns.length];
    for (int i = 0; i < columns.length; i++) {
      sources[i] = columns[i].sourceIndex();
      notNull[i] = columns[i].target().notNull();
      encoders[i] = ColumnEncoder.of(columns[i], SearchStaging.isTarget(table), realText);
      jsonb.add(
          columns[i].type() == ValueType.JSONB && encoders[i] instanceof JsonEncoder json
              ? Optional.of(json)
              : Optional.empty());
    }
    this.hasJsonb = jsonb.stream().anyMatch(Optional::isPresent);
  }

  /**
   * Writes the row on which a cursor stands.
   *
   * @param row the cursor
   * @param out where the bytes go
   * @return false if the row is left out, and nothing was written
   */
  public boolean encode(RowCursor row, CopyBuffer out) {
    if (!keptOut.isEmpty()) {
      KeptOut.Reason reason = keptOut.reason(row.rowid());
      if (reason != null) {
        defects.quarantined(reason.kind(), columns[reason.column()], row);
        return false;
      }
    }
    int start = out.size();
    out.putShort(columns.length);
    for (int i = 0; i < columns.length; i++) {
      StorageClass stored = row.storageClass(sources[i]);
      BadValue defect;
      if (stored != StorageClass.NULL) {
        defect = encoders[i].encode(row, sources[i], stored, out);
      } else if (notNull[i]) {
        defect = BadValue.MISSING;
      } else {
        out.putInt(-1);
        defect = null;
      }
      if (hasJsonb && defect == null && stored != StorageClass.NULL && jsonb.get(i).isPresent()) {
        int numbers = jsonb.get(i).get().rewrittenNumbers();
        if (numbers > 0) {
          defects.rewritten(numbers, columns[i]);
        }
      }
      if (defect != null && !settle(defect, i, row, out)) {
        out.truncate(start);
        return false;
      }
    }
    return true;
  }

  private boolean settle(BadValue defect, int i, RowCursor row, CopyBuffer out) {
    switch (policy.actionFor(defect)) {
      case FAIL -> {
        defects.refused(defect, columns[i], row);
        return false;
      }
      case REPLACE -> {
        if (replace(defect, i, row, out)) {
          defects.replaced(defect, columns[i], row);
          return true;
        }
      }
      case QUARANTINE -> {}
    }
    defects.quarantined(defect, columns[i], row);
    return false;
  }

  private boolean replace(BadValue defect, int i, RowCursor row, CopyBuffer out) {
    if (encoders[i].encodeNearest(defect, row, sources[i], out)) {
      return true;
    }
    if (notNull[i] || defect == BadValue.MISSING) {
      return false;
    }
    out.putInt(-1);
    return true;
  }
}
