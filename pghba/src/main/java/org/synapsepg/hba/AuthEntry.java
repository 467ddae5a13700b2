package org.synapsepg.hba;

import org.synapsepg.pghba.internal.syntax.DocumentLine;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * A line in a document.
 *
 * @param <L> {@link HbaLine} or {@link IdentLine}
 * @param line what it is
 * @param raw how it is written
 * @param counted by how many lines the server counts on after it
 */
record AuthEntry<L>(L line, RawLine raw, int counted) implements DocumentLine {
  @Override
  public Object identity() {
    return identityOf(line);
  }

  /** What a line that is made from a builder's object shares with that. */
  static <L> Object identityOf(L line) {
    if (line instanceof HbaRule rule) {
      return rule.identity();
    }
    return line instanceof IdentMapping mapping ? mapping.identity() : line;
  }
}
