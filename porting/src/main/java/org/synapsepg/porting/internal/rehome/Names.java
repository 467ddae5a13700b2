package org.synapsepg.porting.internal.rehome;

import java.nio.charset.StandardCharsets;

/**
 * The databases' names.
 *
 * @param database the one that is moved
 * @param next the new one, until it takes the name
 * @param kept the old one afterwards
 */
record Names(String database, String next, String kept) {
  /** What the new database is marked with, so that a later run knows whose it is. */
  static final String MARK = "synapse-pg: unfinished copy; may be dropped";

  /** Whether a database was left by a run that did not end. */
  static final String IS_LEFTOVER =
      "SELECT shobj_description(oid, 'pg_database') = '"
          + MARK
          + "' FROM pg_database WHERE datname = ?";

  /** PostgreSQL cuts names at 63 bytes. */
  private static final int LONGEST = 63;

  static Names of(String database) {
    return new Names(database, with(database, "_c"), with(database, "_before"));
  }

  private static String with(String name, String suffix) {
    String stem = name;
    while ((stem + suffix).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
    }
    return stem + suffix;
  }
}
