package org.synapsepg.pghba.internal.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a document while it is edited: the base of each grammar's editor, which turns its
 * verbs into these. Anchors are found by identity; one that is not there is an error, for in these
 * files a fallback place would be another meaning. Unusable after {@link #close}. Not safe for use
 * by several threads.
 *
 * @param <L> the grammar's typed line
 */
public final class LineEdits<L extends DocumentLine> {
  private final List<L> lines;
  private boolean closed;

  /**
   * Begins to edit.
   *
   * @param lines the lines so far; copied
   */
  public LineEdits(List<L> lines) {
    this.lines = new ArrayList<>(lines);
  }

  /** How many lines there are at present. */
  public int size() {
    requireOpen();
    return lines.size();
  }

  /** The line at a position. */
  public L get(int position) {
    requireOpen();
    return lines.get(position);
  }

  /** The lines at present; a view that must not be kept. */
  public List<L> view() {
    requireOpen();
    return java.util.Collections.unmodifiableList(lines);
  }

  /**
   * Where a line stands at present.
   *
   * @param identity its {@link DocumentLine#identity()}
   * @return its position from 0, or -1
   */
  public int positionOf(Object identity) {
    requireOpen();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).identity() == identity) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where a line stands at present.
   *
   * @param identity its {@link DocumentLine#identity()}
   * @param words how to name the line in the message, for example {@code the rule 'local all all
   *     peer'}
   * @return its position from 0
   * @throws IllegalArgumentException if it is not in this document
   */
  public int requirePosition(Object identity, String words) {
    int position = positionOf(identity);
    if (position < 0) {
      throw new IllegalArgumentException(
          words
              + " is not in this document; use a line of the document that is being edited, or one"
              + " that was inserted in this edit");
    }
    return position;
  }

  /**
   * Inserts a line.
   *
   * @param position where it is to stand, from 0 to {@link #size()}
   * @param line the line, with its ending
   */
  public void insert(int position, L line) {
    requireOpen();
    lines.add(position, line);
  }

  /** Puts another line in the place of the one at a position. */
  public void set(int position, L line) {
    requireOpen();
    lines.set(position, line);
  }

  /** Takes away the line at a position. */
  public void remove(int position) {
    requireOpen();
    lines.remove(position);
  }

  /** Ends the edit. Every further call throws {@link IllegalStateException}. */
  public List<L> close() {
    requireOpen();
    closed = true;
    return List.copyOf(lines);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this editor is done; call edit again on the new document");
    }
  }
}
