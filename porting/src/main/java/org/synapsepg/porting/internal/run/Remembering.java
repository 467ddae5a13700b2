package org.synapsepg.porting.internal.run;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.converge.RowLogStore;
import org.synapsepg.porting.internal.load.Batches;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.verify.ExpectedTable;
import org.synapsepg.porting.internal.verify.RowLog;

/**
 * Writes down which rows complete tables have, for the next run to know what has changed. A table
 * that is reconciled writes its own in the same transaction.
 */
final class Remembering {
  /** Tables with fewer rows are written down together. */
  private static final long SMALL = 8192;

  private final Sessions sessions;
  private final PortSession control;
  private final Ownership owner;

  Remembering(Sessions sessions, PortSession control, Ownership owner) {
    this.sessions = sessions;
    this.control = control;
    this.owner = owner;
  }

  /** Writes what is not there yet. */
  void write(LoadPlan plan, Map<String, TableAudit> audits, int workers) throws Exception {
    Map<String, TableProgress> progress = ProgressStore.read(control.connection());
    Set<String> known = RowLogStore.tables(control.connection());
    List<TableMapping> unknown =
        plan.tables().stream()
            .filter(t -> !known.contains(t.name()))
            .filter(
                t ->
                    Optional.ofNullable(progress.get(t.name()))
                        .filter(TableProgress::done)
                        .isPresent())
            .filter(
                t ->
                    log(audits.get(t.name()))
                        .filter(l -> l.rows() >= RowLogStore.WORTHWHILE)
                        .isPresent())
            .toList();
    sessions.<List<TableMapping>>each(
        "remember",
        workers,
        Batches.of(unknown, t -> rows(audits, t), SMALL),
        session ->
            tables ->
                session.transaction(
                    () -> {
                      owner.fence(session.connection());
                      RowLogStore.add(
                          session.connection(),
                          tables,
                          t -> log(audits.get(t.name())).orElseThrow());
                    }));
  }

  private static long rows(Map<String, TableAudit> audits, TableMapping table) {
    return log(audits.get(table.name())).map(RowLog::rows).orElse(0L);
  }

  /** All rows that a table shall hold, if they were written down. */
  static Optional<RowLog> log(@Nullable TableAudit audit) {
    return Optional.ofNullable(audit).flatMap(TableAudit::expected).flatMap(ExpectedTable::log);
  }
}
