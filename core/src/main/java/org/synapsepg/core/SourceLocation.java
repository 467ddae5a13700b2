package org.synapsepg.core;

/**
 * A place in a file or in another named text.
 *
 * <p>Example: {@code new SourceLocation("pg_hba.conf", 12, 5).toString()} is {@code
 * "pg_hba.conf:12:5"}.
 *
 * @param source the file's path or the text's name as the caller gave it
 * @param line the physical line, counted from 1; 0 when the whole source is meant
 * @param column the column in characters, counted from 1; 0 when the whole line is meant
 */
public record SourceLocation(String source, int line, int column)
    implements Comparable<SourceLocation> {
  /**
   * Checks that a column is only given with a line.
   *
   * @param source the file's path or the text's name
   * @param line the physical line, counted from 1, or 0
   * @param column the column, counted from 1, or 0
   */
  public SourceLocation {
    if (line < 0 || column < 0 || (line == 0 && column > 0)) {
      throw new IllegalArgumentException("no place in a text: line " + line + ", column " + column);
    }
  }

  /**
   * The whole of a source.
   *
   * @param source the file's path or the text's name
   * @return a location without line and column
   */
  public static SourceLocation wholeOf(String source) {
    return new SourceLocation(source, 0, 0);
  }

  /**
   * One line of a source.
   *
   * @param source the file's path or the text's name
   * @param line the physical line, counted from 1
   * @return a location without a column
   */
  public static SourceLocation line(String source, int line) {
    return new SourceLocation(source, line, 0);
  }

  @Override
  public int compareTo(SourceLocation other) {
    int bySource = source.compareTo(other.source);
    if (bySource != 0) {
      return bySource;
    }
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  /**
   * The form that editors and terminals recognise: {@code source:line:column}, without the parts
   * that are 0.
   */
  @Override
  public String toString() {
    if (line == 0) {
      return source;
    }
    return column == 0 ? source + ":" + line : source + ":" + line + ":" + column;
  }
}
