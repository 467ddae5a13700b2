package org.synapsepg.porting.internal.verify;

/**
 * The hash of one row, column by column, as {@link DigestSql#rowHash} makes the server compute it.
 * Reused for row after row; allocates nothing. For one thread.
 */
final class RowHash implements RowForm {
  private static final byte[] EMPTY = {};

  private long hash = DigestSql.SEED;

  @Override
  public void start() {
    hash = DigestSql.SEED;
  }

  @Override
  public void addNull(DigestKind kind) {
    hash =
        switch (kind) {
          case INT8 -> PgHash.int8(0, hash) ^ DigestSql.NULL_MARK;
          case INT4, BOOL -> PgHash.int4(0, hash) ^ DigestSql.NULL_MARK;
          case TEXT, BYTES, FLOAT8, FLOAT4, JSONB, PRINTED ->
              PgHash.bytes(EMPTY, 0, 0, hash) ^ DigestSql.NULL_MARK;
        };
  }

  @Override
  public void addInt4(int value) {
    hash = PgHash.int4(value, hash);
  }

  @Override
  public void addInt8(long value) {
    hash = PgHash.int8(value, hash) ^ value;
  }

  @Override
  public void addBytes(byte[] data, int offset, int length) {
    hash = PgHash.bytes(data, offset, length, hash);
  }

  /** The row's hash after its last column. */
  long value() {
    return hash;
  }
}
