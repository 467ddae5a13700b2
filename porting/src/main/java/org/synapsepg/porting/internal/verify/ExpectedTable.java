package org.synapsepg.porting.internal.verify;

import jakarta.annotation.Nullable;
import java.util.Optional;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;

/**
 * What a table of the target should hold, gathered from every row of the source: the digest of the
 * rows, and the totals of what was read, which SQLite must confirm. Whoever reads all rows anyway
 * gathers it on the way. For one thread, until all rows were added.
 */
public final class ExpectedTable {
  private static final String ID = "event_id";

  private final ExpectedRow row;
  private final WitnessTotals totals;
  private final RowDigest digest = new RowDigest();
  private @Nullable RowLog log;
  private @Nullable RowLog keys;
  private int[] id = {};

  /**
   * No rows yet.
   *
   * @param table what goes where
   * @param row what each row should be
   * @param utf8 whether the source keeps text in UTF-8
   */
  public ExpectedTable(TableMapping table, ExpectedRow row, boolean utf8) {
    this.row = row;
    this.totals = new WitnessTotals(table.source(), utf8);
  }

  /** Also writes every row down, for a later run; call it before the first row is added. */
  public void keep(RowLog rows) {
    log = rows;
  }

  /** Writes down each row's hash and that of its event's id; call it before the first row. */
  public void keep(RowLog rows, RowLog ids, TableMapping table) {
    log = rows;
    keys = ids;
    id = new int[] {place(table)};
  }

  private static int place(TableMapping table) {
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).target().name().equals(ID)) {
        return i;
      }
    }
    throw new IllegalArgumentException("table " + table.name() + " has no column " + ID);
  }

  /** The column of an event's id, as it is hashed. */
  public static DigestColumn idColumn(TableMapping table) {
    return ExpectedRow.shape(table).columns().get(place(table));
  }

  /** The ids of the rows' events, if they were written down. */
  public Optional<RowLog> keyLog() {
    return Optional.ofNullable(keys).filter(RowLog::isComplete);
  }

  /** The rows that the target should hold, one by one, if they were written down. */
  public Optional<RowLog> log() {
    return Optional.ofNullable(log).filter(RowLog::isComplete);
  }

  /** Adds the row on which a cursor of the source stands, and which was not looked at yet. */
  void add(RowCursor cursor) {
    add(cursor, row.read(cursor));
  }

  /**
   * Adds the row on which a cursor of the source stands.
   *
   * @param cursor stands on the row
   * @param wanted what {@link ExpectedRow#read} has just said of it
   */
  public void add(RowCursor cursor, boolean wanted) {
    totals.add(cursor);
    if (wanted) {
      long hash = row.hash();
      digest.add(hash);
      if (log != null) {
        log.add(cursor.rowid(), hash);
      }
      if (keys != null) {
        keys.add(cursor.rowid(), row.hashOf(id, cursor));
      }
    }
  }

  /** The digest of the rows that the target should hold. */
  Digest digest() {
    return digest.toDigest();
  }

  /** The totals of all rows that were read. */
  WitnessTotals totals() {
    return totals;
  }
}
