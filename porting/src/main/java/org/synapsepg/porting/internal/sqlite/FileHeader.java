package org.synapsepg.porting.internal.sqlite;

import jakarta.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first 100 bytes of a database (SQLite documentation, "Database File Format", 1.3 "The
 * Database Header"). Numbers are as stored.
 *
 * @param pageSize bytes a page, 512 to 65536
 * @param writeVersion 1 with a rollback journal, 2 with a write-ahead log
 * @param readVersion the same for readers
 * @param reservedBytes bytes at the end of each page that are not SQLite's
 * @param changeCounter raised by each transaction in rollback mode
 * @param pageCount the database's size; not valid unless {@link #pageCountIsValid()}
 * @param freelistPages pages not in use
 * @param schemaCookie raised by each change of the schema
 * @param schemaFormat 1 to 4
 * @param autoVacuum 0 none, 1 full, 2 incremental
 * @param encoding 1 UTF-8, 2 UTF-16LE, 3 UTF-16BE
 * @param userVersion the program's own number
 * @param applicationId the program's own identifier
 * @param validFor the change counter for which the page count was written
 */
record FileHeader(
    int pageSize,
    int writeVersion,
    int readVersion,
    int reservedBytes,
    long changeCounter,
    long pageCount,
    long freelistPages,
    long schemaCookie,
    int schemaFormat,
    int autoVacuum,
    int encoding,
    long userVersion,
    long applicationId,
    long validFor) {
  static final int BYTES = 100;
  static final int SMALLEST_PAGE = 512;
  static final int LARGEST_PAGE = 65536;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  static boolean hasMagic(byte[] bytes) {
    return bytes.length >= MAGIC.length && Arrays.equals(bytes, 0, 16, MAGIC, 0, 16);
  }

  static boolean isPageSize(long size) {
    return size >= SMALLEST_PAGE && size <= LARGEST_PAGE && Long.bitCount(size) == 1;
  }

  /** Reads the header; which rules it breaks is told by {@link #brokenRule()}. */
  static FileHeader parse(byte[] bytes) {
    int size = u16(bytes, 16);
    boolean vacuums = u32(bytes, 52) != 0;
    int encoding = (int) INT.get(bytes, 56);
    return new FileHeader(
        size == 1 ? LARGEST_PAGE : size,
        bytes[18] & 0xff,
        bytes[19] & 0xff,
        bytes[20] & 0xff,
        u32(bytes, 24),
        u32(bytes, 28),
        u32(bytes, 36),
        u32(bytes, 40),
        (int) INT.get(bytes, 44),
        !vacuums ? 0 : u32(bytes, 64) != 0 ? 2 : 1,
        encoding == 0 ? 1 : encoding,
        (int) INT.get(bytes, 60),
        (int) INT.get(bytes, 68),
        u32(bytes, 92));
  }

  /** What in the header cannot be, in words; null when nothing is wrong. */
  @Nullable
  String brokenRule() {
    if (!isPageSize(pageSize)) {
      return "its header gives a page size of " + pageSize + ", not a power of 2 from 512 to 65536";
    }
    if (usableSize() < 480) {
      return "its header reserves " + reservedBytes + " bytes of each page, which leaves too few";
    }
    if (readVersion < 1 || readVersion > 2 || writeVersion < 1) {
      return "its header asks for file format " + readVersion + "; 1 and 2 are known";
    }
    if (encoding < 1 || encoding > 3) {
      return "its header gives text encoding " + encoding + "; 1, 2 and 3 are known";
    }
    if (schemaFormat < 0 || schemaFormat > 4) {
      return "its header gives schema format " + schemaFormat + "; 1 to 4 are known";
    }
    return null;
  }

  int usableSize() {
    return pageSize - reservedBytes;
  }

  boolean usesWal() {
    return readVersion == 2 || writeVersion == 2;
  }

  /** Old versions of SQLite did not keep the page count; then the file's size tells. */
  boolean pageCountIsValid() {
    return pageCount > 0 && changeCounter == validFor;
  }

  static int u16(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  static long u32(byte[] bytes, int at) {
    return ((int) INT.get(bytes, at)) & 0xffffffffL;
  }
}
