package org.synapsepg.porting.internal.verify;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.synapsepg.porting.BadValue;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.VerificationReport;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.converge.Reconciled;
import org.synapsepg.porting.internal.converge.RowLogStore;
import org.synapsepg.porting.internal.converge.TableReconciler;
import org.synapsepg.porting.internal.plan.ColumnMapping;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.plan.Planner;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.plan.TargetCatalogue;
import org.synapsepg.porting.internal.plan.TargetForeignKey;
import org.synapsepg.porting.internal.plan.TargetTable;
import org.synapsepg.porting.internal.sqlite.Ending;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.DefectSink;
import org.synapsepg.porting.internal.value.RowEncoder;
import org.synapsepg.porting.internal.value.WitnessRealText;
import org.synapsepg.testing.TestDatabase;

/**
 * Copies every table into a database that has the schema already, and nothing more: no chunks, no
 * checkpoints, no sequences. The cursor may be replaced, to inject faults of reading.
 */
record MiniPort(TestDatabase database, SqliteSnapshot snapshot, LoadPlan plan)
    implements AutoCloseable {
  static final BadValuePolicy POLICY =
      BadValuePolicy.all(BadValuePolicy.Action.QUARANTINE)
          .with(BadValue.NUL, BadValuePolicy.Action.REPLACE);

  static MiniPort open(TestDatabase database, Path sqlite) throws SQLException {
    SqliteSnapshot snapshot = SqliteSnapshot.open(SqliteSource.file(sqlite));
    try (Connection connection = database.source().open()) {
      TargetCatalogue catalogue = TargetCatalogue.read(connection, "public");
      LoadPlan plan = new Planner(snapshot.tables(), table -> true, catalogue).plan();
      return new MiniPort(database, snapshot, plan);
    }
  }

  static Path unpack(Path gz, Path folder) {
    Path file = folder.resolve(Integer.toHexString(gz.hashCode()) + gz.getFileName() + ".db");
    if (!Files.exists(file)) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(gz))) {
        Files.copy(in, file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return file;
  }

  /** Copies all tables; gives how many rows of each were kept out. */
  Map<String, Long> copy() throws SQLException {
    return copy(cursor -> cursor);
  }

  Map<String, Long> copy(UnaryOperator<RowCursor> fault) throws SQLException {
    Map<String, Long> keptOut = new HashMap<>();
    try (Connection connection = database.source().open();
        Statement statement = connection.createStatement()) {
      for (TargetTable table : plan.catalogue().tables()) {
        for (TargetForeignKey key : table.foreignKeys()) {
          statement.execute(
              "ALTER TABLE " + table.qualified() + " DROP CONSTRAINT \"" + key.name() + "\"");
        }
      }
      for (TableMapping table : plan.tables()) {
        statement.execute("TRUNCATE " + table.target().qualified());
        keptOut.put(table.name(), copy(connection, table, fault));
      }
    }
    return keptOut;
  }

  private long copy(Connection connection, TableMapping table, UnaryOperator<RowCursor> fault)
      throws SQLException {
    CountingSink defects = new CountingSink();
    RowEncoder encoder =
        new RowEncoder(table, POLICY, new WitnessRealText(snapshot.witness()), defects);
    CopyBuffer buffer = new CopyBuffer(1 << 16);
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(table.copyStatement());
    buffer.putHeader();
    try (RowCursor row =
        fault.apply(snapshot.rows(table.source(), Long.MIN_VALUE, Long.MAX_VALUE))) {
      while (row.next()) {
        if (encoder.encode(row, buffer) && buffer.size() > 60_000) {
          copy.writeToCopy(buffer.array(), 0, buffer.size());
          buffer.clear(1 << 20);
        }
      }
    }
    buffer.putTrailer();
    copy.writeToCopy(buffer.array(), 0, buffer.size());
    copy.endCopy();
    return defects.quarantined;
  }

  /** Puts all rows of a table anew where others were, as one change that is written down. */
  void replace(TableMapping table, UnaryOperator<RowCursor> fault, TableLedger ledger)
      throws SQLException {
    try (Connection connection = database.source().open();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try (ResultSet row =
          statement.executeQuery(
              "DELETE FROM " + table.target().qualified() + " RETURNING " + ledger.returning())) {
        while (row.next()) {
          ledger.removed(row, 1);
        }
      }
      copy(connection, table, fault);
      try (ResultSet rows =
          statement.executeQuery("SELECT count(*) FROM " + table.target().qualified())) {
        rows.next();
        ledger.close(connection, rows.getLong(1), BlockRange.from(0));
      }
      connection.commit();
    }
  }

  /** Makes every table equal to the source; gives what was done, by table. */
  Map<String, Reconciled> reconcile() throws SQLException {
    Map<String, Reconciled> done = new TreeMap<>();
    try (Connection connection = database.source().open()) {
      connection.setAutoCommit(false);
      TableReconciler reconciler =
          new TableReconciler(
              snapshot, connection, POLICY, new WitnessRealText(snapshot.witness()), new Ending());
      for (TableMapping table : plan.tables()) {
        done.put(table.name(), reconciler.reconcile(table, new CountingSink(), Optional.empty()));
        connection.commit();
      }
    }
    return done;
  }

  /**
   * Makes every table equal to the source by what a log says has changed; keeps the log of the new
   * state.
   *
   * @param trusting whether logs of the state before are used
   * @return how many tables were made equal by their logs
   */
  int follow(boolean trusting) throws SQLException {
    int followed = 0;
    try (PortSession session = PortSession.open(database.source(), "test")) {
      Connection connection = session.connection();
      connection.setAutoCommit(false);
      Ownership.take(session, "moving");
      TableReconciler reconciler =
          new TableReconciler(
              snapshot, connection, POLICY, new WitnessRealText(snapshot.witness()), new Ending());
      for (TableMapping table : plan.tables()) {
        ExpectedRow row = new ExpectedRow(table, POLICY, new WitnessRealText(snapshot.witness()));
        RowLog log = new RowLog(RowLog.Budget.ofHeap());
        new SourceRows(snapshot::rows, table, row)
            .each((cursor, hash) -> log.add(cursor.rowid(), hash));
        Optional<RowChanges> changes =
            trusting ? RowLogStore.changes(connection, table, log) : Optional.empty();
        Optional<Reconciled> done =
            changes.isPresent()
                ? reconciler.follow(
                    table, changes.get(), log.rows(), new CountingSink(), Optional.empty())
                : Optional.empty();
        if (done.isPresent()) {
          followed++;
        } else {
          reconciler.reconcile(table, new CountingSink(), Optional.empty());
        }
        RowLogStore.write(connection, table, log);
        connection.commit();
      }
    }
    return followed;
  }

  VerificationReport verify(VerifyLevel level, Map<String, Long> keptOut)
      throws SQLException, InterruptedException {
    return verifier(keptOut).run(level);
  }

  Verifier verifier(Map<String, Long> keptOut) {
    return new Verifier(
        snapshot, plan, database.source(), POLICY, 2, keptOut, Map.of(), table -> {});
  }

  private static final class CountingSink implements DefectSink {
    private long quarantined;

    @Override
    public void refused(BadValue kind, ColumnMapping column, RowCursor row) {
      throw new IllegalStateException(kind + " in " + column);
    }

    @Override
    public void quarantined(BadValue kind, ColumnMapping column, RowCursor row) {
      quarantined++;
    }

    @Override
    public void replaced(BadValue kind, ColumnMapping column, RowCursor row) {}
  }

  /** A comparison that reads otherwise. */
  Verifier verifier(RowReader reader) {
    return new Verifier(
        snapshot, reader, plan, database.source(), POLICY, 2, Map.of(), Map.of(), table -> {});
  }

  @Override
  public void close() {
    snapshot.close();
  }
}
