package org.synapsepg.core.text;

/** How a physical line ends. */
public enum LineEnding {
  /** A line feed, as on Unix. */
  LF("\n"),
  /** Carriage return and line feed, as on Windows. */
  CRLF("\r\n"),
  /** Nothing: the last line of a text that does not end with a line feed. */
  NONE("");

  private final String text;

  LineEnding(String text) {
    this.text = text;
  }

  /**
   * The characters of this ending.
   *
   * @return line feed, carriage return and line feed, or nothing
   */
  public String text() {
    return text;
  }

  /**
   * The ending that most lines of a text have, which is what a new line in it should have.
   *
   * @param text any text
   * @return {@link #CRLF} if more than half of the line feeds follow a carriage return, else {@link
   *     #LF}
   */
  public static LineEnding prevailingIn(CharSequence text) {
    int all = 0;
    int withReturn = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        all++;
        if (i > 0 && text.charAt(i - 1) == '\r') {
          withReturn++;
        }
      }
    }
    return withReturn * 2 > all ? CRLF : LF;
  }
}
