package org.synapsepg.porting.internal.load;

import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.synapsepg.porting.internal.value.CopyBuffer;

/**
 * One COPY of one chunk. The server tells of an error only at its end, so a chunk is never
 * unbounded.
 */
final class CopyChunk {
  /** The buffer is sent once it holds so much. */
  private static final int SEND_AT = 128 * 1024;

  /** A buffer larger than this, after a giant row, is not kept. */
  static final int KEEP_AT_MOST = 4 * SEND_AT;

  private final CopyIn copy;
  private final CopyBuffer buffer;
  private long bytes;

  CopyChunk(PGConnection connection, String statement, CopyBuffer buffer) throws SQLException {
    this.copy = connection.getCopyAPI().copyIn(statement);
    this.buffer = buffer;
    buffer.clear(KEEP_AT_MOST);
    buffer.putHeader();
  }

  /** Sends what is in the buffer if it is enough. */
  void sendIfFull() throws SQLException {
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
  long bytes() {
    return bytes + buffer.size();
  }

  /** Ends the COPY and gives the number of rows that the server took. */
  long end() throws SQLException {
    buffer.putTrailer();
    send();
    return copy.endCopy();
  }

  /** Takes everything back after a failure. */
  void cancel(Exception because) {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }
}
