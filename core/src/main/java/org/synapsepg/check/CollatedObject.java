package org.synapsepg.check;

import jakarta.annotation.Nullable;

/**
 * A column, an index or a type that does not sort by bytes.
 *
 * @param kind what it is
 * @param name its name with schema; for a column followed by a dot and the column
 * @param collation the collation's name; {@code default} is the database's
 * @param recorded the version of the sort order that is on record for the collation, or null
 * @param actual the version that the server has now, or null
 * @param extension the extension that it belongs to, or null
 * @param bytes the size on disk; 0 for a column or a type
 */
public record CollatedObject(
    Kind kind,
    String name,
    String collation,
    @Nullable String recorded,
    @Nullable String actual,
    @Nullable String extension,
    long bytes) {
  /** Kinds of objects that have a collation. */
  public enum Kind {
    /** A column of a table. */
    COLUMN,
    /** An index whose order depends on the collation. */
    INDEX,
    /** A domain, or another type with a collation of its own. */
    TYPE
  }

  /**
   * Whether it uses the database's own sort order, rather than one of its own.
   *
   * @return true for the collation {@code default}
   */
  public boolean isDatabaseDefault() {
    return collation.equals("default");
  }
}
