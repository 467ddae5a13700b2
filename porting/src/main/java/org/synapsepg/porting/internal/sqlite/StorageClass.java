package org.synapsepg.porting.internal.sqlite;

/**
 * How SQLite stores one value, as its {@code typeof()} tells (SQLite documentation, "Datatypes In
 * SQLite"). It belongs to the value, not to the column.
 */
public enum StorageClass {
  /** No value. */
  NULL,
  /** A signed integer of up to 64 bits. */
  INTEGER,
  /** An IEEE 754 double. */
  REAL,
  /** Text; bytes that are meant to be, but need not be, valid in the database's encoding. */
  TEXT,
  /** Bytes. */
  BLOB
}
