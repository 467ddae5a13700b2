package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The committed frames of a write-ahead log (SQLite documentation, "Database File Format", 4 "The
 * Write-Ahead Log"): frames are valid while their salts are the header's and the running checksum
 * is right, and count up to the last one that ends a transaction.
 *
 * @param pageSize bytes a page as the log says
 * @param salt both salts as one number
 * @param frames frames that count
 * @param pageCount the database's size after the last of them; 0 when there is none
 * @param overlay where the newest version of each page is
 */
record WalFile(int pageSize, long salt, long frames, long pageCount, PageOverlay overlay) {
  private static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0682;
  private static final int VERSION = 3007000;

  /**
   * Reads a log.
   *
   * @param channel the log
   * @param mostFrames no frame beyond this one counts
   * @return its frames; null when the file has no valid header, so that SQLite takes it for empty
   */
  static @Nullable WalFile read(FileChannel channel, long mostFrames) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (ChannelReads.read(channel, header, 0) < HEADER) {
      return null;
    }
    int magic = header.getInt(0);
    int pageSize = header.getInt(8);
    if ((magic & ~1) != MAGIC || header.getInt(4) != VERSION || !FileHeader.isPageSize(pageSize)) {
      return null;
    }
    Checksum sum = new Checksum((magic & 1) != 0);
    sum.add(header, 0, 24);
    if (!sum.equals(header.getInt(24), header.getInt(28))) {
      return null;
    }
    return read(channel, pageSize, header.getLong(16), sum, mostFrames);
  }

  private static WalFile read(
      FileChannel channel, int pageSize, long salt, Checksum sum, long mostFrames)
      throws IOException {
    PageOverlay committed = new PageOverlay();
    long[] pending = new long[64];
    int pendingFrames = 0;
    long frames = 0;
    long pageCount = 0;
    int frameSize = FRAME_HEADER + pageSize;
    ByteBuffer frame = ByteBuffer.allocate(frameSize);
    for (long at = 0; at < mostFrames; at++) {
      frame.clear();
      if (ChannelReads.read(channel, frame, HEADER + at * frameSize) < frameSize) {
        break;
      }
      long page = frame.getInt(0) & 0xffffffffL;
      if (frame.getLong(8) != salt || page == 0) {
        break;
      }
      sum.add(frame, 0, 8);
      sum.add(frame, FRAME_HEADER, pageSize);
      if (!sum.equals(frame.getInt(16), frame.getInt(20))) {
        break;
      }
      if (pendingFrames == pending.length) {
        pending = java.util.Arrays.copyOf(pending, 2 * pendingFrames);
      }
      pending[pendingFrames++] = page;
      long sizeAfter = frame.getInt(4) & 0xffffffffL;
      if (sizeAfter != 0) {
        for (int i = 0; i < pendingFrames; i++) {
          committed.put(pending[i], HEADER + (frames + i) * frameSize + FRAME_HEADER);
        }
        frames += pendingFrames;
        pendingFrames = 0;
        pageCount = sizeAfter;
      }
    }
    return new WalFile(pageSize, salt, frames, pageCount, committed);
  }

  /** The log's running checksum over pairs of 32-bit words. */
  private static final class Checksum {
    private final ByteOrder order;
    private int first;
    private int second;

    Checksum(boolean bigEndian) {
      order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    void add(ByteBuffer from, int at, int length) {
      from.order(order);
      int a = first;
      int b = second;
      for (int i = at; i < at + length; i += 8) {
        a += from.getInt(i) + b;
        b += from.getInt(i + 4) + a;
      }
      first = a;
      second = b;
      from.order(ByteOrder.BIG_ENDIAN);
    }

    boolean equals(int one, int two) {
      return first == one && second == two;
    }
  }
}
