package org.synapsepg.porting.internal.run;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.synapsepg.porting.internal.audit.DefectCount;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.converge.RowLogStore;
import org.synapsepg.porting.internal.objects.TakeOff;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.Pending;
import org.synapsepg.porting.internal.state.PendingStore;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.RunPhase;
import org.synapsepg.porting.internal.state.RunRecord;
import org.synapsepg.porting.internal.state.StateSchema;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * The first write of a run, one transaction whether it begins anew, goes on, or follows a changed
 * source: takes the target over, compares what is there with what the source has now, empties the
 * tables that must be copied again and takes off what would be in their way.
 *
 * <p>Tables are compared by the digest of everything that the source has for them, so nothing is
 * copied twice. A table that an earlier run completed and that has changed since keeps its rows;
 * those that differ are replaced later.
 */
final class Beginning {
  /** More replaced values are written down while the table is copied anew, chunk by chunk. */
  private static final long MOST_DEFECTS = 10_000;

  private final PortSession control;
  private final Connection connection;
  private final Assessment assessment;
  private final LoadPlan plan;
  private final Set<String> kept;
  private boolean following;

  /** Whether the message search is complete as of an older state, to be brought up by its texts. */
  private boolean searchFollowed;

  Beginning(PortSession control, Assessment assessment, LoadPlan plan) {
    this.control = control;
    this.connection = control.connection();
    this.assessment = assessment;
    this.plan = plan;
    this.kept = new HashSet<>(assessment.kept());
  }

  /**
   * Writes; the caller commits.
   *
   * @param source the source's fingerprint
   * @return the ownership, in effect after the commit
   */
  Ownership write(String source) throws SQLException {
    RunPhase before = RunRecord.read(connection).map(RunRecord::phase).orElse(RunPhase.LOADING);
    following = before == RunPhase.COMPLETE;
    Ownership owner = Ownership.take(control, source);
    Map<String, TableProgress> progress = ProgressStore.read(connection);
    boolean searchKept = keepSearch(progress);
    List<TableMapping> again = mappings().filter(t -> !kept.contains(t.name())).toList();
    boolean loading = !again.isEmpty() || searchFollowed || before == RunPhase.LOADING;
    Map<String, Long> loads = new HashMap<>();
    Set<String> reconciled = new HashSet<>();
    for (TableMapping table : again) {
      TableAudit audit = audit(table);
      if (holdsOlderState(progress.get(table.name()), table, audit)) {
        // Foreign keys and triggers go, indexes stay.
        loads.put(table.name(), 0L);
        reconciled.add(table.name());
      } else if (audit.rows() > 0 || table.target().bytes() > 0) {
        loads.put(table.name(), audit.bytes());
      }
    }
    if (loading && !searchKept) {
      plan.eventSearch().ifPresent(t -> loads.put(SynapseTables.EVENT_SEARCH, audit(t).bytes()));
      PendingStore.drop(connection, Pending.Kind.SEARCH);
      ProgressStore.forget(connection, List.of(SynapseTables.EVENT_SEARCH));
    }
    TakeOff off = TakeOff.of(plan.catalogue(), loads);
    PendingStore.add(connection, off.pending());
    try (Statement statement = connection.createStatement()) {
      if (!off.statements().isEmpty()) {
        statement.execute(String.join(";\n", off.statements()));
      }
      Set<String> emptied = new HashSet<>(loads.keySet());
      emptied.removeAll(reconciled);
      empty(statement, emptied);
    }
    if (assessment.trusting()) {
      RowLogStore.forget(
          connection,
          again.stream().map(TableMapping::name).filter(t -> !reconciled.contains(t)).toList());
    } else {
      RowLogStore.forgetAll(connection);
    }
    ProgressStore.begin(
        connection,
        again.stream()
            .map(
                t ->
                    reconciled.contains(t.name())
                        ? TableProgress.older(t.name(), audit(t).digest(), audit(t).rows())
                        : TableProgress.begin(t.name(), audit(t).digest(), audit(t).rows()))
            .toList());
    if (searchFollowed) {
      ProgressStore.begin(
          connection,
          List.of(
              TableProgress.older(
                  SynapseTables.EVENT_SEARCH,
                  audit(plan.eventSearch().orElseThrow()).digest(),
                  0)));
    }
    owner.enter(connection, loading ? RunPhase.LOADING : before);
    return owner;
  }

  /** Whether the run before was complete, so that statistics of all tables are there. */
  boolean isFollowing() {
    return following;
  }

  /**
   * Whether a table holds all rows of an older state, so that only those that differ need to be
   * replaced; not worth it if the table has become much larger, for then indexes are better built
   * at the end.
   */
  private boolean holdsOlderState(
      @Nullable TableProgress before, TableMapping table, TableAudit audit) {
    if (before == null || !(before.done() || before.reconcile()) || isStaging(table)) {
      return false;
    }
    long defects = audit.defects().stream().mapToLong(DefectCount::count).sum();
    return audit.rows() <= 2 * before.rowsExpected() + 1000 && defects <= MOST_DEFECTS;
  }

  private boolean isStaging(TableMapping table) {
    return table.name().equals(SearchStaging.NAME);
  }

  /**
   * Whether the search vectors that are there are right: of the same texts and the same events. If
   * they are not, or not all there, the texts are needed; those in the staging table serve again
   * unless the server lost them in a crash.
   */
  private boolean keepSearch(Map<String, TableProgress> progress) throws SQLException {
    if (plan.eventSearch().isEmpty()) {
      return true;
    }
    String texts = SearchStaging.NAME;
    TableProgress done = progress.get(SynapseTables.EVENT_SEARCH);
    if (done != null
        && done.done()
        && done.digest() == audit(plan.eventSearch().get()).digest()
        && kept.contains("events")
        && kept.contains(texts)) {
      return true;
    }
    if (assessment.trusting()
        && SearchFollower.isPossible(
            connection, plan.eventSearch().get(), audit(plan.eventSearch().get()), progress)) {
      kept.add(texts);
      searchFollowed = true;
      return true;
    }
    TableProgress staged = progress.get(texts);
    if (staged == null
        || !kept.contains(texts)
        || SearchVectors.texts(connection) != staged.rowsWritten()) {
      kept.remove(texts);
      StateSchema.ensureStaging(connection);
      try (Statement statement = connection.createStatement()) {
        statement.execute("TRUNCATE " + plan.eventSearch().get().target().qualified());
      }
    }
    return false;
  }

  private void empty(Statement statement, Set<String> loaded) throws SQLException {
    List<String> names = new ArrayList<>();
    Stream.concat(plan.targets().filter(t -> loaded.contains(t.name())), plan.emptied().stream())
        .filter(t -> t.bytes() > 0)
        .map(TargetTable::qualified)
        .distinct()
        .forEach(names::add);
    if (!names.isEmpty()) {
      statement.execute("TRUNCATE " + String.join(", ", names));
    }
  }

  private Stream<TableMapping> mappings() {
    return Stream.concat(plan.tables().stream(), plan.eventSearch().stream());
  }

  private TableAudit audit(TableMapping table) {
    return Optional.ofNullable(assessment.audits().get(table.name())).orElseThrow();
  }
}
