package org.synapsepg.porting.internal.sqlite;

/**
 * Walks rows of one table in rising order of rowid. The cursor is the row: values are read in
 * place, nothing is allocated per row, and what {@link #buffer} gave is overwritten by the next
 * {@link #next()}.
 *
 * <p>Values are exact: no affinity, no conversion of characters but from UTF-16 to UTF-8, no number
 * made from something that is none. Asking for another kind than {@link #storageClass} says throws
 * {@link IllegalStateException}.
 *
 * <p>A cursor belongs to one thread at a time. A damaged file ends the walk with a {@link
 * org.synapsepg.porting.SqliteSourceException}, never with a wrong row.
 */
public interface RowCursor extends AutoCloseable {
  /**
   * Moves to the next row, the first one at the first call.
   *
   * @return false when there is none; the cursor then has no row
   */
  boolean next();

  /**
   * The row's number. In a table without rowids, or a virtual one, rows are counted from 1.
   *
   * @return the rowid
   */
  long rowid();

  /**
   * How many columns a row has: as many as {@link SqliteTable#columns()}, in that order.
   *
   * @return their number
   */
  int columns();

  /**
   * How a value is stored.
   *
   * @param column its place, counted from 0
   * @return what {@code typeof()} gives
   */
  StorageClass storageClass(int column);

  /**
   * A value of class INTEGER.
   *
   * @param column its place, counted from 0
   * @return the number
   */
  long integer(int column);

  /**
   * A value of class REAL.
   *
   * @param column its place, counted from 0
   * @return the number
   */
  double real(int column);

  /**
   * Where the bytes of a TEXT or BLOB value are: {@link #length} bytes from {@link #offset} on.
   * Text is UTF-8, whatever the database's encoding, and exactly as stored when that is UTF-8 too.
   *
   * @param column its place, counted from 0
   * @return an array of the cursor; not to be changed, nor kept beyond the next {@link #next()}
   */
  byte[] buffer(int column);

  /**
   * Where a TEXT or BLOB value begins in {@link #buffer}.
   *
   * @param column its place, counted from 0
   * @return the index of its first byte
   */
  int offset(int column);

  /**
   * How long a TEXT or BLOB value is.
   *
   * @param column its place, counted from 0
   * @return its number of bytes
   */
  int length(int column);

  /** Gives back what the cursor holds. Does nothing the second time. */
  @Override
  void close();
}
