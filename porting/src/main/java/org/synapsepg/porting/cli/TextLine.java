package org.synapsepg.porting.cli;

import java.util.ArrayList;
import java.util.List;

/** A line of a terminal in the making: pieces of text, each with a look, cut to a width. */
final class TextLine {
  /** How text looks where colour is wanted. */
  enum Look {
    PLAIN(""),
    STRONG("1"),
    FAINT("2"),
    GOOD("32"),
    WARNING("33");

    private final String code;

    Look(String code) {
      this.code = code;
    }
  }

  private record Piece(Look look, String text) {}

  private final List<Piece> pieces = new ArrayList<>();
  private int length;

  /** Appends text; whatever would control the terminal becomes a question mark. */
  TextLine add(Look look, String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints().map(c -> Character.isISOControl(c) ? '?' : c).forEach(clean::appendCodePoint);
    pieces.add(new Piece(look, clean.toString()));
    length += clean.codePointCount(0, clean.length());
    return this;
  }

  TextLine add(String text) {
    return add(Look.PLAIN, text);
  }

  /** Fills up with blanks to a column. */
  TextLine to(int column) {
    return column > length ? add(" ".repeat(column - length)) : this;
  }

  int length() {
    return length;
  }

  /** The line, no wider than given. */
  String render(int width, boolean colour, String more) {
    StringBuilder line = new StringBuilder();
    boolean cut = length > width;
    int left = cut ? Math.max(0, width - 1) : width;
    for (Piece piece : pieces) {
      int size = piece.text().codePointCount(0, piece.text().length());
      int end = piece.text().offsetByCodePoints(0, Math.min(size, left));
      String text = piece.text().substring(0, end);
      left -= Math.min(size, left);
      if (!text.isEmpty() && colour && piece.look() != Look.PLAIN) {
        line.append("\u001b[").append(piece.look().code).append('m').append(text);
        line.append("\u001b[0m");
      } else {
        line.append(text);
      }
    }
    return cut && width > 0 ? line.append(more).toString() : line.toString();
  }
}
