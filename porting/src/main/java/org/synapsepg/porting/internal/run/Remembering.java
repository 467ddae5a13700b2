package org.synapsepg.porting.internal.run;

import jakarta.annotation.Nullable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.converge.RowLogStore;
import org.synapsepg.porting.internal.converge.TextLog;
import org.synapsepg.porting.internal.plan.Batches;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.run.Sessions.Work;
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
  private static final long SMALL = 65_536;

  private final PortSession control;
  private final Ownership owner;

  Remembering(PortSession control, Ownership owner) {
    this.control = control;
    this.owner = owner;
  }

  /** What is not there yet, in pieces for several sessions. */
  List<Work<PortSession>> pieces(LoadPlan plan, Map<String, TableAudit> audits)
      throws SQLException {
    Map<String, TableProgress> progress = ProgressStore.read(control.connection());
    Set<String> known = RowLogStore.tables(control.connection());
    List<TableMapping> unknown =
        plan.tables().stream()
            .filter(t -> !known.contains(t.name()))
            .filter(t -> isDone(progress, t))
            .filter(
                t ->
                    log(audits.get(t.name()))
                        .filter(l -> l.rows() >= RowLogStore.WORTHWHILE)
                        .isPresent())
            .toList();
    List<Work<PortSession>> pieces = new ArrayList<>();
    plan.eventSearch()
        .filter(t -> isDone(progress, t) && !known.contains(t.name()))
        .ifPresent(t -> pieces.add(session -> texts(session, t, audits.get(t.name()))));
    for (List<TableMapping> tables : Batches.of(unknown, t -> rows(audits, t), SMALL)) {
      pieces.add(session -> rows(session, tables, audits));
    }
    return pieces;
  }

  private void rows(PortSession session, List<TableMapping> tables, Map<String, TableAudit> audits)
      throws SQLException {
    session.transaction(
        () -> {
          owner.fence(session.connection());
          RowLogStore.add(
              session.connection(), tables, t -> log(audits.get(t.name())).orElseThrow());
        });
  }

  private static long rows(Map<String, TableAudit> audits, TableMapping table) {
    return log(audits.get(table.name())).map(RowLog::rows).orElse(0L);
  }

  private static boolean isDone(Map<String, TableProgress> progress, TableMapping table) {
    return Optional.ofNullable(progress.get(table.name())).filter(TableProgress::done).isPresent();
  }

  private void texts(PortSession session, TableMapping texts, @Nullable TableAudit audit)
      throws SQLException {
    Optional<RowLog> keys =
        Optional.ofNullable(audit).flatMap(TableAudit::expected).flatMap(ExpectedTable::keyLog);
    Optional<RowLog> rows = log(audit);
    if (rows.isPresent() && keys.isPresent() && rows.get().rows() > 0) {
      session.transaction(
          () -> {
            owner.fence(session.connection());
            TextLog.write(session.connection(), texts, rows.get(), keys.get());
          });
    }
  }

  /** All rows that a table shall hold, if they were written down. */
  static Optional<RowLog> log(@Nullable TableAudit audit) {
    return Optional.ofNullable(audit).flatMap(TableAudit::expected).flatMap(ExpectedTable::log);
  }
}
