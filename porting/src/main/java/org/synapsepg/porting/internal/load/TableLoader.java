package org.synapsepg.porting.internal.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.converge.RowPlaces;
import org.synapsepg.porting.internal.plan.SearchStaging;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.sqlite.RowCursor;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;
import org.synapsepg.porting.internal.state.DefectStore;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.state.ProgressStore;
import org.synapsepg.porting.internal.state.TableProgress;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.CopyChunk;
import org.synapsepg.porting.internal.value.RealText;
import org.synapsepg.porting.internal.value.RowEncoder;

/** Loads tables on one session. For one thread. */
public final class TableLoader {
  private final SqliteSnapshot source;
  private final PortSession session;
  private final Ownership owner;
  private final LoadSettings settings;
  private final RealText realText;
  private final StopSignal stop;
  private final LoadMeter meter;
  private final CopyBuffer buffer = CopyChunk.buffer();

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
   * Copies the rows of tables that are not copied yet. Tables that are begun and ended together
   * share one transaction, for the round trips of a transaction cost more than a few rows; a larger
   * one takes as many transactions as it has chunks.
   *
   * @param tables what goes where, and how far it has come
   * @throws SQLException as the server reports it; the chunk it concerns is rolled back
   */
  public void load(List<Loading> tables) throws SQLException {
    List<OpenTable> open = new ArrayList<>();
    try {
      for (Loading table : tables) {
        meter.started(table.mapping().name(), table.from().rowsExpected(), table.bytes());
        open.add(new OpenTable(table));
      }
      while (!open.isEmpty() && !stop.isStopped()) {
        chunk(open);
        for (OpenTable table : open) {
          meter.saved(table.name(), table.progress.rowsRead());
          if (table.progress.done()) {
            meter.finished(table.name(), table.progress.rowsWritten());
            table.close();
          }
        }
        open.removeIf(t -> t.progress.done());
      }
    } finally {
      open.forEach(OpenTable::close);
    }
  }

  /** A table while its rows are read. */
  private final class OpenTable implements AutoCloseable {
    private final TableMapping mapping;
    private final ChunkDefects defects;
    private final RowEncoder encoder;
    private final RowCursor rows;
    private TableProgress progress;

    private OpenTable(Loading table) {
      mapping = table.mapping();
      defects = new ChunkDefects(mapping, realText);
      encoder = new RowEncoder(mapping, settings.policy(), realText, defects);
      progress = table.from();
      OptionalLong last = progress.lastRowid();
      long first = last.isPresent() ? last.getAsLong() + 1 : Long.MIN_VALUE;
      rows = source.rows(mapping.source(), first, Long.MAX_VALUE);
    }

    private String name() {
      return mapping.name();
    }

    @Override
    public void close() {
      rows.close();
    }
  }

  /**
   * A part of each table, in one transaction, of which the chunk before has sent the beginning:
   * three round trips for a part of one table, two of them COPY's.
   */
  private void chunk(List<OpenTable> tables) throws SQLException {
    Connection connection = session.connection();
    connection.setAutoCommit(false);
    List<TableProgress> after = new ArrayList<>();
    List<String> places = new ArrayList<>();
    try {
      for (OpenTable table : tables) {
        TableProgress copied = copy(connection, table);
        place(table, copied).ifPresent(places::add);
        after.add(copied);
      }
      ProgressStore.saveAndCommit(connection, owner, after, places);
    } catch (SQLException | RuntimeException e) {
      rollback(connection, e);
      throw e;
    }
    for (int i = 0; i < after.size(); i++) {
      tables.get(i).progress = after.get(i);
    }
  }

  private TableProgress copy(Connection connection, OpenTable table) throws SQLException {
    try (CopyChunk copy = new CopyChunk(connection, table.mapping.copyStatement(), buffer)) {
      TableProgress before = table.progress;
      TableProgress after = fill(copy, table, before);
      long taken = copy.end();
      if (taken != after.rowsWritten() - before.rowsWritten()) {
        throw new PortException(
            PortCode.RUN_FAILED,
            "table \"%s\": the server took %d rows where %d were sent"
                .formatted(table.name(), taken, after.rowsWritten() - before.rowsWritten()),
            null);
      }
      DefectStore.add(connection, table.name(), table.defects.take());
      return after;
    }
  }

  /** Where rows of a table with many chunks were put; a later run looks for them there. */
  private static Optional<String> place(OpenTable table, TableProgress after) {
    TableProgress before = table.progress;
    boolean only = before.lastRowid().isEmpty() && after.done();
    if (only || after.lastRowid().isEmpty() || SearchStaging.isTarget(table.mapping)) {
      return Optional.empty();
    }
    OptionalLong last = before.lastRowid();
    return Optional.of(
        RowPlaces.appended(
            table.mapping,
            last.isPresent() ? last.getAsLong() + 1 : Long.MIN_VALUE,
            after.lastRowid().getAsLong()));
  }

  private TableProgress fill(CopyChunk copy, OpenTable table, TableProgress before)
      throws SQLException {
    RowCursor rows = table.rows;
    long read = 0;
    long written = 0;
    long rowid = 0;
    long told = 0;
    long toldRows = 0;
    boolean more = rows.next();
    while (more) {
      rowid = rows.rowid();
      read++;
      if (table.encoder.encode(rows, buffer)) {
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
          || table.defects.isFull()) {
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
