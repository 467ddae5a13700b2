package org.synapsepg.porting.internal.value;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * One binary COPY into the target, of rows that are put into a buffer. The server tells of an error
 * only at its end, so a chunk is never unbounded. A chunk that is closed without having ended is
 * taken back. For one thread.
 */
public final class CopyChunk implements AutoCloseable {
  /** The buffer is sent once it holds so much. */
  private static final int SEND_AT = 128 * 1024;

  /** A buffer larger than this, after a giant row, is not kept. */
  private static final int KEEP_AT_MOST = 4 * SEND_AT;

  private final CopyIn copy;
  private final CopyBuffer buffer;
  private long bytes;

  /**
   * Begins a COPY.
   *
   * @param connection a connection to the target
   * @param statement COPY ... FROM STDIN (FORMAT binary)
   * @param buffer where rows are put; what it holds is forgotten
   * @throws SQLException as the server reports it
   */
  public CopyChunk(Connection connection, String statement, CopyBuffer buffer) throws SQLException {
    this.buffer = buffer;
    buffer.clear(KEEP_AT_MOST);
    buffer.putHeader();
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
  }

  /** A buffer for chunks that follow one another. */
  public static CopyBuffer buffer() {
    return new CopyBuffer(KEEP_AT_MOST);
  }

  /** Sends what is in the buffer if it is enough. */
  public void sendIfFull() throws SQLException {
    if (buffer.size() >= SEND_AT) {
      send();
    }
  }

  private void send() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.size());
    bytes += buffer.size();
    buffer.clear(KEEP_AT_MOST);
  }

  /** What was put so far. */
  public long bytes() {
    return bytes + buffer.size();
  }

  /** Ends the COPY and gives the number of rows that the server took. */
  public long end() throws SQLException {
    buffer.putTrailer();
    send();
    return copy.endCopy();
  }

  /** Takes everything back unless the COPY has ended. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
