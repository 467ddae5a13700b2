package org.synapsepg.pghba.internal.syntax;

import jakarta.annotation.Nullable;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The lines of a document in order, with their numbers. Immutable and safe for use by several
 * threads; the index is built when it is first asked for.
 *
 * @param <L> the grammar's typed line
 */
public final class LineTable<L extends DocumentLine> {
  private final List<L> lines;
  private volatile @Nullable Index index;

  private static final class Index {
    final IdentityHashMap<Object, Integer> positions;
    final int[] firstLines;

    Index(IdentityHashMap<Object, Integer> positions, int[] firstLines) {
      this.positions = positions;
      this.firstLines = firstLines;
    }
  }

  /**
   * The table of some lines.
   *
   * @param lines the lines in order; copied
   */
  public LineTable(List<L> lines) {
    this.lines = List.copyOf(lines);
  }

  /** The lines in order. */
  public List<L> lines() {
    return lines;
  }

  /** The text of the document: the concatenation of the lines. */
  public String source() {
    int length = 0;
    for (L line : lines) {
      length += line.raw().source().length();
    }
    StringBuilder text = new StringBuilder(length);
    for (L line : lines) {
      text.append(line.raw().source());
    }
    return text.toString();
  }

  /**
   * Where a line stands.
   *
   * @param identity the line's {@link DocumentLine#identity()}
   * @return its position from 0, or -1 if it is not in this document
   */
  public int positionOf(Object identity) {
    Integer position = index().positions.get(identity);
    return position == null ? -1 : position;
  }

  /** The physical line, counted from 1, at which the line at a position begins. */
  public int lineNumberAt(int position) {
    return index().firstLines[position];
  }

  private Index index() {
    Index present = index;
    if (present == null) {
      IdentityHashMap<Object, Integer> positions = new IdentityHashMap<>(lines.size() * 2);
      int[] firstLines = new int[lines.size()];
      int number = 1;
      for (int i = 0; i < lines.size(); i++) {
        L line = lines.get(i);
        positions.put(line.identity(), i);
        firstLines[i] = number;
        number += line.raw().lineFeeds();
      }
      present = new Index(positions, firstLines);
      index = present;
    }
    return present;
  }
}
