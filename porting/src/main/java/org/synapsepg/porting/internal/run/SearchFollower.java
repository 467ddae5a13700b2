package org.synapsepg.porting.internal.run;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.internal.audit.TableAudit;
import org.synapsepg.porting.internal.converge.TableReconciler;
import org.synapsepg.porting.internal.converge.TextLog;
import org.synapsepg.porting.internal.plan.Identifiers;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.StateSchema;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.synapse.SynapseTables;
import org.synapsepg.porting.internal.verify.ExpectedTable;
import org.synapsepg.porting.internal.verify.RowHashes;
import org.synapsepg.porting.internal.verify.RowLog;

/**
 * Brings a message search that a run left complete to what texts and events are now: only texts
 * that changed are sent and computed, with the indexes in place, in one transaction. Where that
 * does not give a row for each text (texts without an event, several of one), all of them are
 * computed anew there and then, as a first run does.
 */
final class SearchFollower {
  private static final String STAGING = Identifiers.quote(SearchStaging.SCHEMA, SearchStaging.NAME);
  private static final String SEARCH = SynapseTables.EVENT_SEARCH;

  private final PortSession control;
  private final Connection connection;
  private final Ownership owner;
  private final TableMapping texts;
  private final TableAudit audit;

  SearchFollower(PortSession control, Ownership owner, TableMapping texts, TableAudit audit) {
    this.control = control;
    this.connection = control.connection();
    this.owner = owner;
    this.texts = texts;
    this.audit = audit;
  }

  /** Whether it can be followed: a run has left it complete, and what its texts were is known. */
  static boolean isPossible(
      Connection connection,
      TableMapping texts,
      TableAudit audit,
      Map<String, TableProgress> progress)
      throws SQLException {
    TableProgress search = progress.get(SEARCH);
    TableProgress known = progress.get(texts.name());
    if (search == null
        || !(search.done() || search.reconcile())
        || known == null
        || !known.done()
        || !audit.defects().isEmpty()
        || !TextLog.isThere(connection, texts)) {
      return false;
    }
    Optional<RowLog> rows = audit.expected().flatMap(ExpectedTable::log);
    Optional<RowLog> keys = audit.expected().flatMap(ExpectedTable::keyLog);
    return rows.isPresent()
        && keys.isPresent()
        && TextLog.changes(connection, texts, rows.get(), keys.get()).isPresent();
  }

  /**
   * Does it.
   *
   * @param reconciler copies texts over the same connection
   * @return texts that have no place in the search; all others are in it
   */
  List<Finding> follow(TableReconciler reconciler) throws SQLException {
    ExpectedTable expected = audit.expected().orElseThrow();
    RowLog rows = expected.log().orElseThrow();
    RowLog keys = expected.keyLog().orElseThrow();
    List<Finding> leftOut = new ArrayList<>();
    control.transaction(
        () -> {
          owner.fence(connection);
          StateSchema.ensureStaging(connection);
          execute("TRUNCATE " + STAGING);
          if (!changed(reconciler, TextLog.changes(connection, texts, rows, keys), keys)) {
            execute("TRUNCATE " + STAGING + ", " + SEARCH);
            reconciler.copy(texts, rows.rowids());
            execute(SearchVectors.insert(SEARCH, Long.MIN_VALUE, Long.MAX_VALUE, true));
            leftOut.addAll(SearchVectors.leftOut(connection, SEARCH));
          }
          Finish.dropStaging(connection);
          TextLog.write(connection, texts, rows, keys);
          TableProgress begun = TableProgress.begin(texts.name(), audit.digest(), audit.rows());
          ProgressStore.begin(
              connection, List.of(begun, TableProgress.begin(SEARCH, audit.digest(), 0)));
          ProgressStore.save(connection, owner, List.of(done(begun)));
        });
    return leftOut;
  }

  private TableProgress done(TableProgress begun) {
    return new TableProgress(
        begun.table(),
        begun.digest(),
        begun.rowsExpected(),
        OptionalLong.empty(),
        audit.rows(),
        audit.rows(),
        audit.bytes(),
        true,
        false);
  }

  /** Whether there is exactly one row for each text now. */
  private boolean changed(
      TableReconciler reconciler, Optional<TextLog.Changes> changes, RowLog keys)
      throws SQLException {
    if (changes.isEmpty() || !delete(changes.get().gone())) {
      return false;
    }
    long[] added = changes.get().added().stream().mapToLong(Long::longValue).toArray();
    if (added.length > 0) {
      reconciler.copy(texts, added);
      if (control.count(
              "SELECT count(*) - count(DISTINCT t.event_id) + count(s.event_id) FROM "
                  + STAGING
                  + " t LEFT JOIN event_search s ON s.event_id = t.event_id")
          != 0) {
        return false;
      }
      execute(SearchVectors.insert(SEARCH, added[0], added[added.length - 1], false));
    }
    execute(
        "UPDATE event_search s SET origin_server_ts = e.origin_server_ts,"
            + " stream_ordering = e.stream_ordering FROM events e WHERE e.event_id = s.event_id"
            + " AND e.room_id = s.room_id AND (s.origin_server_ts, s.stream_ordering)"
            + " IS DISTINCT FROM (e.origin_server_ts, e.stream_ordering)");
    return control.count("SELECT count(*) FROM event_search") == keys.rows()
        && control.count(
                "SELECT count(*) FROM event_search s JOIN events e ON e.event_id = s.event_id"
                    + " AND e.room_id = s.room_id")
            == keys.rows();
  }

  /** Whether each of these events had one row, which is deleted now. */
  private boolean delete(List<Long> gone) throws SQLException {
    if (gone.isEmpty()) {
      return true;
    }
    String id = RowHashes.sql(List.of(ExpectedTable.idColumn(texts)));
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM event_search WHERE " + id + " = ANY (?)")) {
      delete.setArray(1, connection.createArrayOf("int8", gone.toArray()));
      return delete.executeUpdate() == gone.size();
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
