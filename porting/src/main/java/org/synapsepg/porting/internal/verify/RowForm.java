package org.synapsepg.porting.internal.verify;

/** Takes a row's values one after another, in the order of its columns. */
interface RowForm {
  /** Begins a row. */
  void start();

  /** The next column is NULL. */
  void addNull(DigestKind kind);

  /** The next column is an int2, an int4, or a bool as 0 or 1. */
  void addInt4(int value);

  /** The next column is an int8. */
  void addInt8(long value);

  /** The next column is text in UTF-8, a bytea, or a float's bytes in network order. */
  void addBytes(byte[] data, int offset, int length);
}
