package org.synapsepg.porting.internal.verify;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * Compares a table byte by byte: its rows come back through a binary COPY, the source's are read
 * again and brought into the same form by other code than wrote them, and SHA-256 sums over both
 * are compared.
 */
final class BytesComparison {
  private static final int SIGNATURE = 11;
  private static final int HEADER = SIGNATURE + 8;
  private static final int END = -1;

  private BytesComparison() {}

  /** Whether the target's table has exactly the rows that the source says it should have. */
  static boolean isSame(SourceRows source, Connection target) throws SQLException {
    RowBytes expected = new RowBytes();
    source.each(expected, expected::end);
    RowBytes actual = new RowBytes();
    TableShape shape = ExpectedRow.shape(source.table());
    String sql =
        shape.columns().stream()
            .map(c -> DigestSql.quote(c.name()) + (c.kind() == DigestKind.PRINTED ? "::text" : ""))
            .collect(
                Collectors.joining(
                    ", ",
                    "COPY (SELECT ",
                    " FROM " + shape.qualified() + ") TO STDOUT (FORMAT binary)"));
    CopyOut copy = target.unwrap(PGConnection.class).getCopyAPI().copyOut(sql);
    boolean first = true;
    for (byte[] message = copy.readFromCopy(); message != null; message = copy.readFromCopy()) {
      ByteBuffer row = ByteBuffer.wrap(message);
      if (first) {
        // The header comes in a message of its own, or before the first row.
        row.position(HEADER + row.getInt(HEADER - 4));
        first = false;
      }
      if (row.hasRemaining() && row.getShort() != END) {
        add(actual, row, message, shape.columns());
      }
    }
    return expected.isSame(actual);
  }

  private static void add(
      RowBytes form, ByteBuffer row, byte[] message, List<DigestColumn> columns) {
    form.start();
    for (DigestColumn column : columns) {
      int length = row.getInt();
      int at = row.position();
      if (length < 0) {
        form.addNull(column.kind());
        continue;
      }
      switch (column.kind()) {
        case BOOL -> form.addInt4(row.get(at));
        case INT4 -> form.addInt4(length == 2 ? row.getShort(at) : row.getInt(at));
        case INT8 -> form.addInt8(row.getLong(at));
        case TEXT, BYTES, FLOAT8, FLOAT4, PRINTED -> form.addBytes(message, at, length);
        // The first byte is the version of the form.
        case JSONB -> form.addBytes(message, at + 1, length - 1);
      }
      row.position(at + length);
    }
    form.end();
  }
}
