package org.synapsepg.pghba.internal.syntax;

import jakarta.annotation.Nullable;

/**
 * A logical line: its source, and the text that the server sees of it after joining continuations
 * and taking the line ending off, with the way back from each character to the source.
 */
public final class LogicalLine {
  private final String source;
  private final String text;
  private final @Nullable int[] offsets;
  private final int counted;
  private final boolean tooLong;

  private LogicalLine(
      String source, String text, @Nullable int[] offsets, int counted, boolean tooLong) {
    this.source = source;
    this.text = text;
    this.offsets = offsets;
    this.counted = counted;
    this.tooLong = tooLong;
  }

  /** A line that is seen as it is written, up to a length. */
  static LogicalLine plain(String source, int seen, int counted, boolean tooLong) {
    return new LogicalLine(source, source.substring(0, seen), null, counted, tooLong);
  }

  /** A line of which the server sees other text than is written. */
  static LogicalLine joined(String source, String text, int[] offsets, int counted) {
    return new LogicalLine(source, text, offsets, counted, false);
  }

  /** The whole text with continuations and line ending. */
  public String source() {
    return source;
  }

  /** What the server sees. */
  public String text() {
    return text;
  }

  /** By how many lines the server counts on. */
  public int counted() {
    return counted;
  }

  /** Whether the server (12, 13) refuses the line for its length. */
  public boolean tooLong() {
    return tooLong;
  }

  /** Where in the source the character at an index of {@link #text()} stands. */
  public int offsetOf(int index) {
    return offsets == null ? index : offsets[index];
  }

  /** Where in the source the text up to an index of {@link #text()}, exclusive, ends. */
  public int endOf(int index) {
    return offsets == null || index == 0 ? index : offsets[index - 1] + 1;
  }
}
