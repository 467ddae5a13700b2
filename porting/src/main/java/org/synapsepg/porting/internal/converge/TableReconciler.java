package org.synapsepg.porting.internal.converge;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.synapsepg.porting.BadValuePolicy;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.Ending;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.CopyChunk;
import org.synapsepg.porting.internal.value.DefectSink;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;
import org.synapsepg.porting.internal.verify.BlockRange;
import org.synapsepg.porting.internal.verify.DigestColumn;
import org.synapsepg.porting.internal.verify.ExpectedRow;
import org.synapsepg.porting.internal.verify.RowChanges;
import org.synapsepg.porting.internal.verify.RowDifferences;
import org.synapsepg.porting.internal.verify.RowHashes;
import org.synapsepg.porting.internal.verify.SourceRows;
import org.synapsepg.porting.internal.verify.TableLedger;

/**
 * Makes a table equal to its source by touching only the rows that differ, whatever they were
 * before: surplus rows are deleted by their place, then missing ones are copied in, so unique
 * values may move between rows, and a row without a key counts as often as it is there. All of it
 * happens in the caller's transaction, with the indexes in place; foreign keys and triggers must be
 * off.
 *
 * <p>It compares instead of remembering, so it may be repeated after a crash at any point.
 */
public final class TableReconciler {
  private static final int DELETED_AT_ONCE = 5_000;

  private final SqliteSnapshot source;
  private final Connection target;
  private final BadValuePolicy policy;
  private final RealText realText;
  private final Ending ending;
  private final boolean streamed;
  private final CopyBuffer buffer = CopyChunk.buffer();

  /**
   * Reconciles tables over one connection.
   *
   * @param source the state that the target shall have
   * @param target a connection inside a transaction of isolation READ COMMITTED
   * @param policy what happens to values that do not fit
   * @param realText how SQLite writes real numbers
   * @param ending ends the reading of the source early
   * @throws SQLException as the server reports it
   */
  public TableReconciler(
      SqliteSnapshot source,
      Connection target,
      BadValuePolicy policy,
      RealText realText,
      Ending ending)
      throws SQLException {
    this.source = source;
    this.target = target;
    this.policy = policy;
    this.realText = realText;
    this.ending = ending;
    this.streamed = !RowHashes.areTrusted(target);
  }

  /**
   * Makes one table equal to its source.
   *
   * @param table the table
   * @param defects told of every value of the source that does not fit, also of rows that stay
   * @param ledger told of every row that is taken out or put in
   * @return what was done
   * @throws SQLException as the server reports it; the transaction must be rolled back then
   */
  public Reconciled reconcile(TableMapping table, DefectSink defects, Optional<TableLedger> ledger)
      throws SQLException {
    String name = lock(table);
    ExpectedRow expected = new ExpectedRow(table, policy, realText);
    SourceRows rows =
        new SourceRows((t, from, to) -> source.rows(t, from, to, ending), table, expected);
    RowDifferences.Found found =
        new RowDifferences(rows, target, streamed, RowDifferences.defaultCapacity()).find();
    List<DigestColumn> key = expected.columns(table.keyColumns());
    Set<Long> deleted = delete(name, found.surplus(), key, ledger);
    BlockRange where = whereNewOnesAre(table, found.missing(), ledger);
    Reconciled done =
        insert(table, expected, found.missing(), found.surplus().size(), deleted, defects, true);
    close(ledger, done, where);
    return done;
  }

  /**
   * Makes one table equal to its source where it is known which rows have changed. No row may hold
   * a value that does not fit.
   *
   * @param table the table
   * @param changes what has changed since the table was written
   * @param rows how many rows the source has
   * @param ledger told of every row that is taken out or put in
   * @return what was done; nothing if the table does not hold what it held then, which is left as
   *     it was
   * @throws SQLException as the server reports it; the transaction must be rolled back then
   */
  public Optional<Reconciled> follow(
      TableMapping table,
      RowChanges changes,
      long rows,
      DefectSink defects,
      Optional<TableLedger> ledger)
      throws SQLException {
    if (streamed) {
      return Optional.empty();
    }
    String name = lock(table);
    Optional<List<String>> surplus = surplus(table, changes);
    if (surplus.isEmpty()) {
      return Optional.empty();
    }
    ExpectedRow expected = new ExpectedRow(table, policy, realText);
    Set<Long> deleted = delete(name, surplus.get(), expected.columns(table.keyColumns()), ledger);
    BlockRange where = whereNewOnesAre(table, changes.added(), ledger);
    Reconciled done =
        insert(table, expected, changes.added(), surplus.get().size(), deleted, defects, false);
    check(table, done, changes.added().length);
    close(ledger, done, where);
    return Optional.of(new Reconciled(rows, rows, done.inserted(), done.updated(), done.deleted()));
  }

  /**
   * Copies rows of the source into a table; none may hold a value that does not fit.
   *
   * @param table the table
   * @param rowids which rows, rising
   * @throws SQLException as the server reports it; the transaction must be rolled back then
   */
  public void copy(TableMapping table, long[] rowids) throws SQLException {
    ExpectedRow expected = new ExpectedRow(table, policy, realText);
    Reconciled done = insert(table, expected, rowids, 0, Set.of(), DefectSink.NONE, false);
    check(table, done, rowids.length);
  }

  private static void check(TableMapping table, Reconciled done, int wanted) {
    if (done.rowsHeld() != wanted) {
      throw new PortException(
          PortCode.RUN_FAILED,
          "table \"%s\": the source gave %d of %d changed rows"
              .formatted(table.name(), done.rowsHeld(), wanted),
          null);
    }
  }

  /** Looks where the rows that are gone were put; in the whole table if they are not there. */
  private Optional<List<String>> surplus(TableMapping table, RowChanges changes)
      throws SQLException {
    if (changes.gone() > 0) {
      Optional<List<BlockRange>> where = RowPlaces.of(target, table, changes.goneRowids());
      if (where.isPresent()) {
        Optional<List<String>> there = changes.places(target, table, where.get());
        if (there.isPresent()) {
          return there;
        }
      }
    }
    return changes.places(target, table);
  }

  /**
   * Where the ledger looks for rows that are about to be inserted: in the last block, which may
   * have free space, and those that come to be behind it; anywhere if there will be nothing to look
   * for.
   */
  private BlockRange whereNewOnesAre(
      TableMapping table, long[] missing, Optional<TableLedger> ledger) throws SQLException {
    if (ledger.isEmpty() || missing.length == 0) {
      return BlockRange.from(0);
    }
    return BlockRange.from(Math.max(0, RowPlaces.blocks(target, table) - 1));
  }

  private void close(Optional<TableLedger> ledger, Reconciled done, BlockRange where)
      throws SQLException {
    if (ledger.isPresent()) {
      ledger.get().close(target, done.inserted() + done.updated(), where);
    }
  }

  private String lock(TableMapping table) throws SQLException {
    String name = table.target().qualified();
    try (Statement statement = target.createStatement()) {
      // Whoever wants to write waits; readers do not.
      statement.execute("LOCK TABLE " + name + " IN SHARE ROW EXCLUSIVE MODE");
    }
    return name;
  }

  /** Deletes rows by their place; gives the hashes of their keys. */
  private Set<Long> delete(
      String name, List<String> places, List<DigestColumn> key, Optional<TableLedger> ledger)
      throws SQLException {
    Set<Long> keys = new HashSet<>();
    List<String> returning = new ArrayList<>();
    if (!key.isEmpty()) {
      returning.add(RowHashes.sql(key));
    }
    ledger.ifPresent(l -> returning.add(l.returning()));
    String sql =
        "DELETE FROM "
            + name
            + " WHERE ctid = ANY (?::text[]::tid[])"
            + (returning.isEmpty() ? "" : " RETURNING " + String.join(", ", returning));
    try (PreparedStatement statement = target.prepareStatement(sql)) {
      for (int from = 0; from < places.size(); from += DELETED_AT_ONCE) {
        List<String> part = places.subList(from, Math.min(places.size(), from + DELETED_AT_ONCE));
        statement.setArray(1, target.createArrayOf("text", part.toArray()));
        if (returning.isEmpty()) {
          statement.executeUpdate();
          continue;
        }
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            if (!key.isEmpty()) {
              keys.add(row.getLong(1));
            }
            if (ledger.isPresent()) {
              ledger.get().removed(row, key.isEmpty() ? 1 : 2);
            }
          }
        }
      }
    }
    return keys;
  }

  /**
   * Copies the missing rows.
   *
   * @param all whether all rows of the source are encoded, for those that stay may hold replaced
   *     values, too, whose record must name them as they are now; otherwise only the missing ones
   *     are, and counted
   */
  private Reconciled insert(
      TableMapping table,
      ExpectedRow expected,
      long[] missing,
      long surplus,
      Set<Long> deletedKeys,
      DefectSink defects,
      boolean all)
      throws SQLException {
    int[] key = table.keyColumns();
    long read = 0;
    long held = 0;
    long updated = 0;
    if (!all && missing.length == 0) {
      return new Reconciled(0, 0, 0, 0, surplus);
    }
    long first = all ? Long.MIN_VALUE : missing[0];
    long last = all ? Long.MAX_VALUE : missing[missing.length - 1];
    int next = 0;
    RowEncoder encoder = new RowEncoder(table, policy, realText, defects);
    try (CopyChunk copy = new CopyChunk(target, table.copyStatement(), buffer);
        RowCursor row = source.rows(table.source(), first, last, ending)) {
      while (row.next()) {
        boolean wanted = next < missing.length && missing[next] == row.rowid();
        if (wanted) {
          next++;
        } else if (!all) {
          continue;
        }
        read++;
        int before = buffer.size();
        if (!encoder.encode(row, buffer)) {
          continue;
        }
        held++;
        if (!wanted) {
          buffer.truncate(before);
          continue;
        }
        if (key.length > 0 && deletedKeys.remove(expected.hashOf(key, row))) {
          updated++;
        }
        copy.sendIfFull();
      }
      copy.end();
    }
    return new Reconciled(read, held, missing.length - updated, updated, surplus - updated);
  }
}
