package org.synapsepg.porting.internal.load;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.synapsepg.porting.PortCode;
import org.synapsepg.porting.PortException;
import org.synapsepg.porting.internal.converge.RowLogStore;
import org.synapsepg.porting.internal.plan.TableMapping;
import org.synapsepg.porting.internal.value.CopyBuffer;
import org.synapsepg.porting.internal.value.CopyChunk;
import org.synapsepg.porting.internal.verify.RowLog;

/**
 * Sends the row logs of tables of which there is none. One COPY for all of them: what is on its way
 * is not waited for, however far the server is.
 */
public final class RowLogCopy {
  private static final String COPY =
      "COPY synapse_pg_port.row_log (table_name, segment, shape, digest, rows)"
          + " FROM STDIN (FORMAT binary)";

  private static final short COLUMNS = 5;

  private final CopyBuffer buffer = CopyChunk.buffer();

  /**
   * Sends logs, in the caller's transaction.
   *
   * @param log all rows that a table holds once that transaction is committed
   */
  public void send(
      Connection connection, List<TableMapping> tables, Function<TableMapping, RowLog> log)
      throws SQLException {
    try (CopyChunk copy = new CopyChunk(connection, COPY, buffer)) {
      long sent = 0;
      for (TableMapping table : tables) {
        byte[] name = table.name().getBytes(StandardCharsets.UTF_8);
        long shape = RowLogStore.shape(table);
        for (RowLog.Segment segment : log.apply(table).segments()) {
          buffer.putShort(COLUMNS);
          buffer.putSized(name, 0, name.length);
          number(segment.number());
          number(shape);
          number(segment.digest());
          buffer.putSized(segment.rows(), 0, segment.rows().length);
          copy.sendIfFull();
          sent++;
        }
      }
      long taken = copy.end();
      if (taken != sent) {
        throw new PortException(
            PortCode.RUN_FAILED,
            "the server took %d parts of row logs where %d were sent".formatted(taken, sent),
            null);
      }
    }
  }

  private void number(long value) {
    buffer.putInt(Long.BYTES);
    buffer.putLong(value);
  }
}
