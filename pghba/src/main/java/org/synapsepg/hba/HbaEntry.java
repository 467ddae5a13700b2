package org.synapsepg.hba;

import org.synapsepg.pghba.internal.syntax.DocumentLine;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * A line in a document.
 *
 * @param line what it is
 * @param raw how it is written
 * @param counted by how many lines the server counts on after it
 */
record HbaEntry(HbaLine line, RawLine raw, int counted) implements DocumentLine {
  @Override
  public Object identity() {
    return identityOf(line);
  }

  static Object identityOf(HbaLine line) {
    return line instanceof HbaRule rule ? rule.identity() : line;
  }
}
