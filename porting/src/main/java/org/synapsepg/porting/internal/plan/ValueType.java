package org.synapsepg.porting.internal.plan;

import jakarta.annotation.Nullable;
import org.synapsepg.porting.internal.sqlite.StorageClass;

/**
 * The types of target columns that a port can fill, by the form that binary COPY wants (PostgreSQL
 * docs, "COPY", and each type's receive function). Every other type is refused by name.
 */
public enum ValueType {
  /** {@code boolean}: one byte. */
  BOOL,
  /** {@code smallint}: two bytes. */
  INT2,
  /** {@code integer}: four bytes. */
  INT4,
  /** {@code bigint}: eight bytes. */
  INT8,
  /** {@code real}: four bytes, IEEE 754. */
  FLOAT4,
  /** {@code double precision}: eight bytes, IEEE 754. */
  FLOAT8,
  /** {@code text}, {@code varchar(n)}, {@code character(n)}: the text in the client's encoding. */
  TEXT,
  /** {@code bytea}: the bytes. */
  BYTEA,
  /** {@code json}: the text. */
  JSON,
  /** {@code jsonb}: a version byte, then the text. */
  JSONB;

  /**
   * The value type of a PostgreSQL type.
   *
   * @param typname {@code pg_type.typname} of the column's type, domains resolved
   * @return null if no port can fill such a column
   */
  public static @Nullable ValueType of(String typname) {
    return switch (typname) {
      case "bool" -> BOOL;
      case "int2" -> INT2;
      case "int4" -> INT4;
      case "int8" -> INT8;
      case "float4" -> FLOAT4;
      case "float8" -> FLOAT8;
      case "text", "varchar", "bpchar" -> TEXT;
      case "bytea" -> BYTEA;
      case "json" -> JSON;
      case "jsonb" -> JSONB;
      default -> null;
    };
  }

  /** The class in which SQLite stores what such a column usually holds. */
  public StorageClass storage() {
    return switch (this) {
      case TEXT, JSON, JSONB -> StorageClass.TEXT;
      case BYTEA -> StorageClass.BLOB;
      case FLOAT4, FLOAT8 -> StorageClass.REAL;
      case BOOL, INT2, INT4, INT8 -> StorageClass.INTEGER;
    };
  }

  /** Whether values of this type are characters, so that U+0000 and bad encoding matter. */
  public boolean isCharacters() {
    return this == TEXT || this == JSON || this == JSONB;
  }
}
