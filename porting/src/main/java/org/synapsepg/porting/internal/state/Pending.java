package org.synapsepg.porting.internal.state;

import java.util.List;

/**
 * A piece of work that is still to be done once all rows are copied: bring something back that is
 * off meanwhile, or compute rows from others.
 *
 * @param kind what it is
 * @param table the table it concerns
 * @param name the name of the index, key or trigger, or which part of the rows
 * @param bytes how large the table is, so that the largest come first
 * @param statements what does it, in one transaction
 */
public record Pending(Kind kind, String table, String name, long bytes, List<String> statements) {
  /** Keeps its own copy of the list. */
  public Pending {
    statements = List.copyOf(statements);
  }

  /** What can be pending, in the order in which it is done. */
  public enum Kind {
    /** Search vectors of a part of the messages. */
    SEARCH,
    /** An index; the one behind a key is brought back before the key. */
    INDEX,
    /** A primary key or unique constraint, put on the index behind it. */
    KEY,
    /** A trigger. */
    TRIGGER,
    /** A foreign key. */
    FOREIGN_KEY,
    /** Autovacuum, which would go through each table while its indexes are made. */
    AUTOVACUUM
  }
}
