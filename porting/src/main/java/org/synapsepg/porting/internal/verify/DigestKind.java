package org.synapsepg.porting.internal.verify;

/**
 * How a column takes part in a row's hash. The names are written into certificates and never
 * change.
 */
public enum DigestKind {
  /** bool, hashed as the integer 0 or 1. */
  BOOL,
  /** int2 and int4. */
  INT4,
  /** int8: the server's hash folds it to 32 bits, so the value itself is mixed in again. */
  INT8,
  /** text and varchar, by their bytes. */
  TEXT,
  /** bytea. */
  BYTES,
  /** float8, by its eight bytes in network order, so that 0 and -0 differ. */
  FLOAT8,
  /** float4, likewise by its four bytes. */
  FLOAT4,
  /** jsonb, by the text that the server prints for it. */
  JSONB,
  /** any other type, by the text that the server prints for it. */
  PRINTED;

  /**
   * The kind of a type of pg_catalog.
   *
   * @param typeName its name there, such as {@code int8}
   * @return the kind
   */
  public static DigestKind ofType(String typeName) {
    return switch (typeName) {
      case "bool" -> BOOL;
      case "int2", "int4" -> INT4;
      case "int8" -> INT8;
      case "text", "varchar" -> TEXT;
      case "bytea" -> BYTES;
      case "float8" -> FLOAT8;
      case "float4" -> FLOAT4;
      case "jsonb" -> JSONB;
      default -> PRINTED;
    };
  }
}
