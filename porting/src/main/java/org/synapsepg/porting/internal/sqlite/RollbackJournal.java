package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * What a rollback journal would put back (SQLite documentation, "Database File Format", 3 "The
 * Rollback Journal"): the first version of each page that it holds, in the size that the database
 * had.
 *
 * @param pageSize bytes a page
 * @param pageCount the database's size before the interrupted transaction
 * @param overlay where the pages' old versions are
 * @param superJournal the journal of a transaction over several databases, if it names one
 */
record RollbackJournal(
    int pageSize, long pageCount, PageOverlay overlay, @Nullable String superJournal) {
  private static final long MAGIC = 0xd9d505f920a163d7L;
  private static final int HEADER = 28;

  /**
   * Reads a journal.
   *
   * @param channel the journal
   * @param mainPageSize the page size to assume where an old journal names none
   * @return what it holds; null when it has no valid header, so that SQLite takes it for finished
   */
  static @Nullable RollbackJournal read(FileChannel channel, int mainPageSize) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (ChannelReads.read(channel, header, 0) < HEADER || header.getLong(0) != MAGIC) {
      return null;
    }
    int sector = header.getInt(20);
    int pageSize = header.getInt(24) == 0 ? mainPageSize : header.getInt(24);
    boolean sizesKnown = sector >= 32 && sector <= 65536 && Integer.bitCount(sector) == 1;
    if (!sizesKnown || !FileHeader.isPageSize(pageSize)) {
      return null;
    }
    long pageCount = header.getInt(16) & 0xffffffffL;
    PageOverlay overlay = overlay(channel, sector, pageSize, pageCount);
    return new RollbackJournal(pageSize, pageCount, overlay, superJournal(channel));
  }

  private static PageOverlay overlay(FileChannel channel, int sector, int pageSize, long pageCount)
      throws IOException {
    PageOverlay overlay = new PageOverlay();
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    ByteBuffer record = ByteBuffer.allocate(pageSize + 8);
    long lockPage = Pages.LOCK_BYTE / pageSize + 1;
    long size = channel.size();
    long at = 0;
    while (at + sector <= size) {
      header.clear();
      if (ChannelReads.read(channel, header, at) < HEADER || header.getLong(0) != MAGIC) {
        break;
      }
      long records = header.getInt(8) & 0xffffffffL;
      int nonce = header.getInt(12);
      at += sector;
      if (records == 0xffffffffL) {
        records = (size - at) / (pageSize + 8);
      }
      for (long i = 0; i < records; i++, at += pageSize + 8) {
        record.clear();
        if (ChannelReads.read(channel, record, at) < pageSize + 8) {
          return overlay;
        }
        long page = record.getInt(0) & 0xffffffffL;
        if (page == 0 || page == lockPage) {
          return overlay;
        }
        if (page > pageCount || overlay.find(page) >= 0) {
          continue;
        }
        if (record.getInt(4 + pageSize) != checksum(record, nonce, pageSize)) {
          return overlay;
        }
        overlay.put(page, at + 4);
      }
      at = (at + sector - 1) / sector * sector;
    }
    return overlay;
  }

  private static int checksum(ByteBuffer record, int nonce, int pageSize) {
    int sum = nonce;
    for (int i = pageSize - 200; i > 0; i -= 200) {
      sum += record.get(4 + i) & 0xff;
    }
    return sum;
  }

  /** The name at the journal's end: name, its length, its checksum, the magic number. */
  private static @Nullable String superJournal(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer end = ByteBuffer.allocate(16);
    if (size < 16 || ChannelReads.read(channel, end, size - 16) < 16) {
      return null;
    }
    int length = end.getInt(0);
    if (end.getLong(8) != MAGIC || length <= 0 || length > 4096 || length > size - 16) {
      return null;
    }
    byte[] name = new byte[length];
    ChannelReads.read(channel, ByteBuffer.wrap(name), size - 16 - length);
    int sum = 0;
    for (byte b : name) {
      sum += b;
    }
    return sum == end.getInt(4) ? new String(name, StandardCharsets.UTF_8) : null;
  }
}
