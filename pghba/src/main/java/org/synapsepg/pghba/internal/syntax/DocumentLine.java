package org.synapsepg.pghba.internal.syntax;

/** What a typed line of a document offers to the physical layer. */
public interface DocumentLine {
  /** The line as written. */
  RawLine raw();

  /**
   * What the line is recognised by, compared with {@code ==}. A line is its own identity, unless it
   * stands for an object that the caller made before the line was written (a rule from a builder).
   */
  default Object identity() {
    return this;
  }
}
