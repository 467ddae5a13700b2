package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * What the {@code -shm} file says of a write-ahead log (SQLite documentation, "WAL-mode File
 * Format", 2.1 "The WAL-Index Header"). Two equal headers mean the same state of the database.
 *
 * @param change raised by each transaction
 * @param pageSize bytes a page
 * @param lastFrame the last frame that counts
 * @param pageCount the database's size in pages
 * @param checksum of the last frame, both halves as one number
 * @param salt the log's salts as one number
 * @param backfilled frames that are in the main file already
 */
record WalIndexHeader(
    long change,
    int pageSize,
    long lastFrame,
    long pageCount,
    long checksum,
    long salt,
    long backfilled) {
  private static final int COPY = 48;
  private static final int BACKFILLED_AT = 2 * COPY;
  private static final int VERSION = 3007000;

  /** The header, or null while it is being written or was never completed. */
  static @Nullable WalIndexHeader read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BACKFILLED_AT + 4).order(ByteOrder.nativeOrder());
    if (ChannelReads.read(channel, bytes, 0) < bytes.capacity()) {
      return null;
    }
    boolean copiesEqual = bytes.slice(0, COPY).equals(bytes.slice(COPY, COPY));
    boolean complete = bytes.get(12) != 0;
    if (!copiesEqual || !complete || bytes.getInt(0) != VERSION) {
      return null;
    }
    int size = bytes.getShort(14) & 0xffff;
    return new WalIndexHeader(
        bytes.getInt(8) & 0xffffffffL,
        (size & 0xfe00) + ((size & 1) << 16),
        bytes.getInt(16) & 0xffffffffL,
        bytes.getInt(20) & 0xffffffffL,
        bytes.getLong(24),
        bytes.order(ByteOrder.BIG_ENDIAN).getLong(32),
        bytes.order(ByteOrder.nativeOrder()).getInt(BACKFILLED_AT) & 0xffffffffL);
  }

  /** How many frames are in the main file by now. */
  static long readBackfilled(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
    ChannelReads.read(channel, bytes, BACKFILLED_AT);
    return bytes.getInt(0) & 0xffffffffL;
  }

  /** The same state with so many frames in the main file. */
  WalIndexHeader withBackfilled(long frames) {
    return new WalIndexHeader(change, pageSize, lastFrame, pageCount, checksum, salt, frames);
  }

  /** Whether both describe the same state, however much of it is in the main file. */
  boolean sameState(@Nullable WalIndexHeader other) {
    return other != null
        && change == other.change
        && lastFrame == other.lastFrame
        && pageCount == other.pageCount
        && checksum == other.checksum
        && salt == other.salt;
  }
}
