package org.synapsepg.porting.internal.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.SplittableRandom;

/** Values of every class, at and around the edges where SQLite's storage of them changes. */
final class GeneratedValues {
  private final SplittableRandom random;
  private final int encoding;
  private final int pageSize;

  GeneratedValues(SplittableRandom random, int encoding, int pageSize) {
    this.random = random;
    this.encoding = encoding;
    this.pageSize = pageSize;
  }

  /** Sets a value: whether it is text given as bytes, those bytes, or the value itself. */
  int set(PreparedStatement statement, int at, int budget, boolean never) throws SQLException {
    switch (random.nextInt(never ? 1 : 0, 9)) {
      case 0 -> statement.setObject(at + 3, null);
      case 1, 2 -> statement.setLong(at + 3, random.nextLong() >> random.nextInt(64));
      case 3 -> {
        long[] edges = {
          0,
          1,
          -1,
          127,
          -128,
          128,
          32767,
          -32768,
          32768,
          8388607,
          -8388608,
          8388608,
          2147483647L,
          -2147483648L,
          2147483648L,
          140737488355327L,
          -140737488355328L,
          140737488355328L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          1L << 53,
          (1L << 53) + 1
        };
        statement.setLong(at + 3, edges[random.nextInt(edges.length)]);
      }
      case 4 -> {
        double[] reals = {
          0,
          -0.0,
          1,
          -7,
          1.5,
          1e300,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MIN_VALUE,
          1e15,
          9.2e18,
          random.nextDouble(),
          0.1
        };
        statement.setDouble(at + 3, reals[random.nextInt(reals.length)]);
      }
      case 5, 6, 7 -> {
        byte[] text = text(budget);
        if (encoding == 0) {
          statement.setInt(at + 1, 1);
          statement.setBytes(at + 2, text);
        } else {
          statement.setString(at + 3, new String(text, StandardCharsets.UTF_8));
        }
        return text.length;
      }
      default -> {
        byte[] blob = new byte[length(budget)];
        random.nextBytes(blob);
        statement.setBytes(at + 3, blob);
        return blob.length;
      }
    }
    return 0;
  }

  private int length(int budget) {
    int[] most = {1, 10, 30, 30, 100, pageSize, 4 * pageSize, 30000};
    return random.nextInt(Math.max(1, Math.min(budget, most[random.nextInt(most.length)])));
  }

  private byte[] text(int budget) {
    String[] pieces = {
      "a", "Ω", "€", "𝄞", "\0", "@user:example.org", "{\"k\":1}", "\u007f", "\ufffd", "'", " "
    };
    StringBuilder text = new StringBuilder();
    int length = length(budget);
    while (text.length() < length) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (encoding == 0 && bytes.length > 0 && random.nextInt(10) == 0) {
      bytes[random.nextInt(bytes.length)] = (byte) (0x80 + random.nextInt(128));
    }
    return bytes;
  }
}
