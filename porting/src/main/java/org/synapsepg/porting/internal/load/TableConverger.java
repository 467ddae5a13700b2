package org.synapsepg.porting.internal.load;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.converge.Reconciled;
import org.synapsepg.porting.internal.converge.RowLogStore;
import org.synapsepg.porting.internal.converge.RowPlaces;
import org.synapsepg.porting.internal.converge.TableReconciler;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.Ending;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.DefectStore;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.verify.RowChanges;
import org.synapsepg.porting.internal.verify.RowLog;
import org.synapsepg.porting.internal.verify.TableLedger;

/**
 * Brings tables that hold an older state to the source's present one, each in one transaction with
 * its progress. For one thread.
 */
public final class TableConverger {
  private final SqliteSnapshot source;
  private final PortSession session;
  private final Ownership owner;
  private final LoadSettings settings;
  private final RealText realText;
  private final Ending ending;
  private final LoadMeter meter;
  private @Nullable TableReconciler reconciler;

  /**
   * A converger on a session, which stays the caller's.
   *
   * @param ending ends the work on a table early; it is rolled back then
   */
  public TableConverger(
      SqliteSnapshot source,
      PortSession session,
      Ownership owner,
      LoadSettings settings,
      RealText realText,
      Ending ending,
      LoadMeter meter) {
    this.source = source;
    this.session = session;
    this.owner = owner;
    this.settings = settings;
    this.realText = realText;
    this.ending = ending;
    this.meter = meter;
  }

  /**
   * Makes a table equal to the source.
   *
   * @param table what goes where
   * @param from what is known of it
   * @param log all rows that the table shall hold, if they were written down
   * @param healthy whether every value of the source fits
   * @param ledger told of every row that is taken out or put in; right once this returns
   * @return what was done
   * @throws SQLException as the server reports it; the table is as it was then
   */
  public Reconciled converge(
      TableMapping table,
      TableProgress from,
      Optional<RowLog> log,
      boolean healthy,
      Optional<TableLedger> ledger)
      throws SQLException {
    meter.started(table.name(), from.rowsExpected(), 0);
    Connection connection = session.connection();
    connection.setAutoCommit(false);
    Reconciled done;
    session.setAllCancellable(true);
    try {
      owner.fence(connection);
      ChunkDefects defects = new ChunkDefects(table, realText);
      done = reconcile(connection, table, defects, healthy ? log : Optional.empty(), ledger);
      if (done.rowsRead() != from.rowsExpected()) {
        throw new PortException(
            PortCode.RUN_FAILED,
            "table \"%s\": the source gave %d rows where it has %d"
                .formatted(table.name(), done.rowsRead(), from.rowsExpected()),
            null);
      }
      DefectStore.add(connection, table.name(), defects.take());
      if (log.isPresent()) {
        RowLogStore.write(connection, table, log.get());
      } else {
        RowLogStore.forget(connection, List.of(table.name()));
      }
      if (done.inserted() + done.updated() > 0) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(RowPlaces.appended(table, Long.MIN_VALUE, Long.MAX_VALUE));
        }
      }
      ProgressStore.save(
          connection,
          owner,
          List.of(
              new TableProgress(
                  table.name(),
                  from.digest(),
                  from.rowsExpected(),
                  OptionalLong.empty(),
                  done.rowsRead(),
                  done.rowsHeld(),
                  0,
                  true,
                  false)));
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException further) {
        e.addSuppressed(further);
      }
      throw e;
    } finally {
      session.setAllCancellable(false);
    }
    meter.sent(done.inserted() + done.updated(), 0);
    meter.saved(table.name(), done.rowsRead());
    meter.finished(table.name(), done.rowsHeld());
    return done;
  }

  private Reconciled reconcile(
      Connection connection,
      TableMapping table,
      ChunkDefects defects,
      Optional<RowLog> log,
      Optional<TableLedger> ledger)
      throws SQLException {
    TableReconciler made = reconciler;
    if (made == null) {
      made = new TableReconciler(source, connection, settings.policy(), realText, ending);
      reconciler = made;
    }
    if (log.isPresent()) {
      Optional<RowChanges> changes = RowLogStore.changes(connection, table, log.get());
      if (changes.isPresent()) {
        Optional<Reconciled> done =
            made.follow(table, changes.get(), log.get().rows(), defects, ledger);
        if (done.isPresent()) {
          return done.get();
        }
      }
    }
    return made.reconcile(table, defects, ledger);
  }
}
