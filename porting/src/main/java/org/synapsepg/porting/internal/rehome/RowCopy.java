package org.synapsepg.porting.internal.rehome;

import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/**
 * Rows of one table from one database into another, in PostgreSQL's binary form. What is in memory
 * is one message of the server and one buffer.
 */
final class RowCopy {
  private static final int BUFFER = 1 << 16;

  private final CopyManager from;
  private final CopyManager to;
  private final byte[] buffer = new byte[BUFFER];

  /** Takes note of bytes that were sent. */
  interface Meter {
    void sent(long bytes);
  }

  RowCopy(Session from, Session to) throws SQLException {
    this.from = from.connection().unwrap(PGConnection.class).getCopyAPI();
    this.to = to.connection().unwrap(PGConnection.class).getCopyAPI();
  }

  /** Copies a table; gives the number of rows that were written. */
  long copy(TableRows table, Meter meter) throws SQLException {
    if (table.columns().isEmpty()) {
      return 0;
    }
    String what = table.qualified() + " (" + table.columns() + ")";
    CopyOut out = from.copyOut("COPY " + what + " TO STDOUT (FORMAT binary)");
    try {
      CopyIn in = to.copyIn("COPY " + what + " FROM STDIN (FORMAT binary)");
      try {
        stream(out, in, meter);
        return in.endCopy();
      } finally {
        if (in.isActive()) {
          in.cancelCopy();
        }
      }
    } finally {
      if (out.isActive()) {
        out.cancelCopy();
      }
    }
  }

  private void stream(CopyOut out, CopyIn in, Meter meter) throws SQLException {
    int used = 0;
    for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
      if (used + row.length > BUFFER) {
        in.writeToCopy(buffer, 0, used);
        meter.sent(used);
        used = 0;
      }
      if (row.length > BUFFER) {
        in.writeToCopy(row, 0, row.length);
        meter.sent(row.length);
      } else {
        System.arraycopy(row, 0, buffer, used, row.length);
        used += row.length;
      }
    }
    in.writeToCopy(buffer, 0, used);
    meter.sent(used);
  }
}
