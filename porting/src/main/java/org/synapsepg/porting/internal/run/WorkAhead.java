package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import java.util.Map;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.state.PendingStore;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * How much there is to do, in bytes copied: what the estimate of the time that is left rests on.
 */
final class WorkAhead {
  /** A search vector costs so many times copying its text. */
  static final int SEARCH_WEIGHT = 7;

  /** Checking a foreign key costs about this part of copying its table. */
  static final double KEY_WEIGHT = 0.07;

  /** Building one index costs about this part of copying its table. */
  static final double INDEX_WEIGHT = 0.8;

  /** Gathering the statistics of a table costs about this part of copying it. */
  private static final double STATISTICS_WEIGHT = 0.35;

  /** Whatever it holds, a table costs as much as so many bytes, its small indexes included. */
  static final long TABLE_WEIGHT = 2_000_000;

  /** Its statistics cost as much as so many bytes. */
  private static final long STATISTICS_OF_ONE = 800_000;

  /** Comparing it costs as much as so many bytes. */
  private static final long VERIFY_ONE = 600_000;

  /** Comparing a table costs about this part of copying it. */
  private static final double VERIFY_WEIGHT = 0.8;

  /** Following what has changed costs about this part of copying a table. */
  private static final double FOLLOW_WEIGHT = 0.1;

  private final LoadPlan plan;
  private final Map<String, TableAudit> audits;
  private final VerifyLevel level;

  WorkAhead(LoadPlan plan, Map<String, TableAudit> audits, VerifyLevel level) {
    this.plan = plan;
    this.audits = audits;
    this.level = level;
  }

  /** Tells the meter how much there is to do in all. */
  void tell(PortSession control, RunMeter meter) throws SQLException {
    Map<String, TableProgress> progress = ProgressStore.read(control.connection());
    long rows = 0;
    long bytes = 0;
    long others = 0;
    for (TableProgress table : progress.values()) {
      if (!table.done() && audits.containsKey(table.table())) {
        if (table.reconcile()) {
          others += following(table.table());
        } else {
          rows += table.rowsExpected() - table.rowsRead();
          others += TABLE_WEIGHT;
          bytes += Math.max(0, bytes(table.table()) - table.bytes());
        }
      }
    }
    long later =
        others
            + PendingStore.read(control.connection()).stream().mapToLong(Restoration::work).sum();
    if (plan.eventSearch().isPresent() && !progress.containsKey(SynapseTables.EVENT_SEARCH)) {
      later += SEARCH_WEIGHT * bytes(plan.eventSearch().get().name());
    }
    for (String table : audits.keySet()) {
      later += verifying(table);
      TableProgress known = progress.get(table);
      if (known != null && !known.done()) {
        later += statistics(table);
      }
    }
    meter.expect(rows, bytes, later);
  }

  /** What a table's rows take; of the message search, what its texts take. */
  long bytes(String table) {
    TableAudit audit =
        audits.get(table.equals(SynapseTables.EVENT_SEARCH) ? SearchStaging.NAME : table);
    return audit == null ? 0 : audit.bytes();
  }

  private long work(String table) {
    TableAudit audit = audits.get(table);
    return audit == null ? 0 : audit.bytes() + RunMeter.ROW_WEIGHT * audit.rows();
  }

  /** What it costs to follow the changes of a table. */
  long following(String table) {
    return (long) (FOLLOW_WEIGHT * work(table));
  }

  /** What the statistics of a table cost. */
  long statistics(String table) {
    return STATISTICS_OF_ONE + (long) (STATISTICS_WEIGHT * work(table));
  }

  /** What it costs to compare a table. */
  long verifying(String table) {
    return level == VerifyLevel.COUNTS ? 0 : VERIFY_ONE + (long) (VERIFY_WEIGHT * work(table));
  }
}
