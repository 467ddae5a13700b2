package org.synapsepg.pgconf;

import org.synapsepg.pghba.internal.syntax.DocumentLine;
import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line in its place in a document; the line is what it is recognised by. */
record ConfSlot(PgConfLine line) implements DocumentLine {
  @Override
  public RawLine raw() {
    return line.raw();
  }

  @Override
  public Object identity() {
    return line;
  }
}
