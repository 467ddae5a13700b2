package org.synapsepg.porting.internal.verify;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Digests every byte of rows with SHA-256 and adds the digests up, lane by lane, so that the order
 * of the rows does not matter but their number does. Allocates nothing per row. For one thread.
 */
final class RowBytes implements RowForm {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int LANES = 4;

  private final MessageDigest sha;
  private final byte[] frame = new byte[9];
  private final byte[] result = new byte[LANES * Long.BYTES];
  private final long[] lanes = new long[LANES];
  private long rows;

  RowBytes() {
    try {
      sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public void start() {
    sha.reset();
  }

  @Override
  public void addNull(DigestKind kind) {
    sha.update((byte) 0);
  }

  @Override
  public void addInt4(int value) {
    addInt8(value);
  }

  @Override
  public void addInt8(long value) {
    frame[0] = 1;
    LONG.set(frame, 1, value);
    sha.update(frame, 0, frame.length);
  }

  @Override
  public void addBytes(byte[] data, int offset, int length) {
    frame[0] = 2;
    LONG.set(frame, 1, (long) length);
    sha.update(frame, 0, frame.length);
    sha.update(data, offset, length);
  }

  /** The row is complete. */
  void end() {
    try {
      sha.digest(result, 0, result.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
    for (int i = 0; i < LANES; i++) {
      lanes[i] += (long) LONG.get(result, i * Long.BYTES);
    }
    rows++;
  }

  boolean isSame(RowBytes other) {
    return rows == other.rows && Arrays.equals(lanes, other.lanes);
  }
}
