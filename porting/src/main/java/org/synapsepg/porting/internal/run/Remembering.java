package org.synapsepg.porting.internal.run;

import jakarta.annotation.Nullable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.converge.RowLogStore;
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
    sessions.<TableMapping>each(
        "remember",
        workers,
        unknown,
        session ->
            table ->
                session.transaction(
                    () -> {
                      owner.fence(session.connection());
                      RowLogStore.write(
                          session.connection(), table, log(audits.get(table.name())).orElseThrow());
                    }));
  }

  /** All rows that a table shall hold, if they were written down. */
  static Optional<RowLog> log(@Nullable TableAudit audit) {
    return Optional.ofNullable(audit).flatMap(TableAudit::expected).flatMap(ExpectedTable::log);
  }
}
