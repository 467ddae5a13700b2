package org.synapsepg.porting.internal.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.postgresql.PGConnection;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.DefectStore;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;

/** Loads tables on one session, one after another. For one thread. */
public final class TableLoader {
  private final SqliteSnapshot source;
  private final PortSession session;
  private final Ownership owner;
  private final LoadSettings settings;
  private final RealText realText;
  private final StopSignal stop;
  private final LoadMeter meter;
  private final CopyBuffer buffer = new CopyBuffer(CopyChunk.KEEP_AT_MOST);

  /** A loader on a session, which stays the caller's. */
  public TableLoader(
      SqliteSnapshot source,
      PortSession session,
      Ownership owner,
      LoadSettings settings,
      RealText realText,
      StopSignal stop,
      LoadMeter meter) {
    this.source = source;
    this.session = session;
    this.owner = owner;
    this.settings = settings;
    this.realText = realText;
    this.stop = stop;
    this.meter = meter;
  }

  /**
   * Copies the rows of a table that are not copied yet.
   *
   * @param table what goes where
   * @param from how far it has come
   * @param bytes what will be sent for all of its rows
   * @return how far it has come now; not done if the run was asked to stop
   * @throws SQLException as the server reports it; the chunk it concerns is rolled back
   */
  public TableProgress load(TableMapping table, TableProgress from, long bytes)
      throws SQLException {
    meter.started(table.name(), from.rowsExpected(), bytes);
    ChunkDefects defects = new ChunkDefects(table, realText);
    RowEncoder encoder = new RowEncoder(table, settings.policy(), realText, defects);
    TableProgress progress = from;
    long first = from.lastRowid().isPresent() ? from.lastRowid().getAsLong() + 1 : Long.MIN_VALUE;
    try (RowCursor rows = source.rows(table.source(), first, Long.MAX_VALUE)) {
      while (!progress.done() && !stop.isStopped()) {
        progress = chunk(table, encoder, defects, rows, progress);
      }
    }
    if (progress.done()) {
      meter.finished(table.name(), progress.rowsWritten());
    }
    return progress;
  }

  private TableProgress chunk(
      TableMapping table,
      RowEncoder encoder,
      ChunkDefects defects,
      RowCursor rows,
      TableProgress before)
      throws SQLException {
    Connection connection = session.connection();
    connection.setAutoCommit(false);
    CopyChunk copy =
        new CopyChunk(connection.unwrap(PGConnection.class), table.copyStatement(), buffer);
    TableProgress after;
    try {
      after = fill(copy, encoder, defects, rows, before);
      long taken = copy.end();
      if (taken != after.rowsWritten() - before.rowsWritten()) {
        throw new PortException(
            PortCode.RUN_FAILED,
            "table \"%s\": the server took %d rows where %d were sent"
                .formatted(table.name(), taken, after.rowsWritten() - before.rowsWritten()),
            null);
      }
      DefectStore.add(connection, table.name(), defects.take());
      ProgressStore.save(connection, owner, after);
      connection.commit();
    } catch (SQLException | RuntimeException e) {
      copy.cancel(e);
      rollback(connection, e);
      throw e;
    }
    meter.saved(table.name(), after.rowsRead());
    return after;
  }

  private TableProgress fill(
      CopyChunk copy,
      RowEncoder encoder,
      ChunkDefects defects,
      RowCursor rows,
      TableProgress before)
      throws SQLException {
    long read = 0;
    long written = 0;
    long rowid = 0;
    long told = 0;
    long toldRows = 0;
    boolean more = rows.next();
    while (more) {
      rowid = rows.rowid();
      read++;
      if (encoder.encode(rows, buffer)) {
        written++;
      }
      copy.sendIfFull();
      if (read - toldRows >= 4096) {
        meter.sent(read - toldRows, copy.bytes() - told);
        told = copy.bytes();
        toldRows = read;
        if (stop.isStopped()) {
          break;
        }
      }
      if (copy.bytes() >= settings.chunkBytes()
          || read >= settings.chunkRows()
          || defects.isFull()) {
        break;
      }
      more = rows.next();
    }
    meter.sent(read - toldRows, copy.bytes() - told);
    if (!more && before.rowsRead() + read != before.rowsExpected()) {
      throw new PortException(
          PortCode.RUN_FAILED,
          "table \"%s\": the source gave %d rows where it has %d"
              .formatted(before.table(), before.rowsRead() + read, before.rowsExpected()),
          null);
    }
    return new TableProgress(
        before.table(),
        before.digest(),
        before.rowsExpected(),
        read > 0 ? OptionalLong.of(rowid) : before.lastRowid(),
        before.rowsRead() + read,
        before.rowsWritten() + written,
        before.bytes() + copy.bytes(),
        before.rowsRead() + read == before.rowsExpected(),
        false);
  }

  private static void rollback(Connection connection, Exception because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }
}
