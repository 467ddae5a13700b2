package org.synapsepg.config.internal.yaml;

import org.synapsepg.config.internal.yaml.Token.Kind;

/** Scalars in all five styles. */
final class ScalarScanner {
  private static final String ESCAPES = "0abt\tnvfre \"\\/N_LP";
  private static final String ESCAPED =
      "\0\u0007\b\t\t\n\u000B\f\r\u001B \"\\/\u0085\u00A0\u2028\u2029";

  private final Cursor cursor;
  private boolean crossedLine;
  private boolean surrogates;

  ScalarScanner(Cursor cursor) {
    this.cursor = cursor;
  }

  /** Whether the last plain scalar was followed by a line break, so that a key may come next. */
  boolean plainCrossedLine() {
    return crossedLine;
  }

  Token plain(int parentIndent, boolean inFlow) {
    int start = cursor.index;
    int end = start;
    StringBuilder text = new StringBuilder();
    String spaces = "";
    crossedLine = false;
    while (cursor.peek() != '#') {
      int length = plainLength(inFlow);
      if (length == 0) {
        break;
      }
      crossedLine = false;
      text.append(spaces).append(cursor.take(length));
      end = cursor.index;
      spaces = plainSpaces();
      if (spaces.isEmpty()
          || cursor.peek() == '#'
          || (!inFlow && cursor.column < parentIndent + 1)) {
        break;
      }
    }
    return Token.scalar(text.toString(), ScalarStyle.PLAIN, start, end, end, false);
  }

  private int plainLength(boolean inFlow) {
    for (int length = 0; ; length++) {
      int c = cursor.peek(length);
      if (Cursor.isBlankBreakOrEnd(c)) {
        return length;
      }
      if (c == ':') {
        int after = cursor.peek(length + 1);
        if (Cursor.isBlankBreakOrEnd(after) || (inFlow && ",[]{}".indexOf(after) >= 0)) {
          return length;
        }
      } else if (inFlow && ",?[]{}".indexOf(c) >= 0) {
        return length;
      }
    }
  }

  /** The blanks and breaks after a part of a plain scalar, folded; empty ends the scalar. */
  private String plainSpaces() {
    int length = 0;
    while (cursor.peek(length) == ' ') {
      length++;
    }
    String blanks = cursor.take(length);
    if (!Cursor.isBreak(cursor.peek())) {
      return blanks;
    }
    String lineBreak = cursor.takeBreak();
    crossedLine = true;
    if (cursor.atDocumentMarker()) {
      return "";
    }
    StringBuilder breaks = new StringBuilder();
    while (cursor.peek() == ' ' || Cursor.isBreak(cursor.peek())) {
      if (cursor.peek() == ' ') {
        cursor.forward();
      } else {
        breaks.append(cursor.takeBreak());
        if (cursor.atDocumentMarker()) {
          return "";
        }
      }
    }
    return fold(lineBreak, breaks);
  }

  private static String fold(String lineBreak, CharSequence breaks) {
    if (!lineBreak.equals("\n")) {
      return lineBreak + breaks;
    }
    return breaks.isEmpty() ? " " : breaks.toString();
  }

  Token quoted() {
    int start = cursor.index;
    int quote = cursor.peek();
    boolean isDouble = quote == '"';
    surrogates = false;
    cursor.forward();
    StringBuilder text = new StringBuilder();
    quotedText(text, isDouble);
    while (cursor.peek() != quote) {
      quotedSpaces(text, start);
      quotedText(text, isDouble);
    }
    cursor.forward();
    return Token.scalar(
        text.toString(),
        isDouble ? ScalarStyle.DOUBLE : ScalarStyle.SINGLE,
        start,
        cursor.index,
        cursor.index,
        surrogates);
  }

  private void quotedText(StringBuilder text, boolean isDouble) {
    while (true) {
      int length = 0;
      while (!endsQuotedRun(cursor.peek(length))) {
        length++;
      }
      text.append(cursor.take(length));
      int c = cursor.peek();
      if (!isDouble && c == '\'' && cursor.peek(1) == '\'') {
        text.append('\'');
        cursor.forward(2);
      } else if (isDouble ? c == '\'' : (c == '"' || c == '\\')) {
        text.append((char) c);
        cursor.forward();
      } else if (isDouble && c == '\\') {
        cursor.forward();
        escape(text);
      } else {
        return;
      }
    }
  }

  private static boolean endsQuotedRun(int c) {
    return c == '\'' || c == '"' || c == '\\' || Cursor.isBlankBreakOrEnd(c);
  }

  private void escape(StringBuilder text) {
    int c = cursor.peek();
    int simple = c == 0 ? -1 : ESCAPES.indexOf(c);
    if (simple >= 0) {
      text.append(ESCAPED.charAt(simple));
      cursor.forward();
    } else if (c == 'x' || c == 'u' || c == 'U') {
      int digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
      cursor.forward();
      for (int i = 0; i < digits; i++) {
        if (!PropertyScanner.isHex(cursor.peek(i))) {
          throw cursor.error(
              "expected "
                  + digits
                  + " hexadecimal digits in an escape, found "
                  + Cursor.quote(cursor.peek(i)));
        }
      }
      long code = Long.parseLong(cursor.text.slice(cursor.index, cursor.index + digits), 16);
      if (code > Character.MAX_CODE_POINT) {
        throw cursor.error("the escape names no character of Unicode");
      }
      if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
        surrogates = true;
      }
      text.appendCodePoint((int) code);
      cursor.forward(digits);
    } else if (Cursor.isBreak(c)) {
      cursor.takeBreak();
      quotedBreaks(text);
    } else {
      throw cursor.error(
          "found the unknown escape '\\' "
              + Cursor.quote(c)
              + " in double quotes; write '\\\\' for a backslash or use single quotes");
    }
  }

  private void quotedSpaces(StringBuilder text, int start) {
    int length = 0;
    while (cursor.peek(length) == ' ' || cursor.peek(length) == '\t') {
      length++;
    }
    String blanks = cursor.take(length);
    int c = cursor.peek();
    if (c == 0) {
      throw cursor.error(
          "the quote opened in line " + cursor.text.line(start) + " is never closed");
    }
    if (Cursor.isBreak(c)) {
      String lineBreak = cursor.takeBreak();
      StringBuilder breaks = new StringBuilder();
      quotedBreaks(breaks);
      text.append(fold(lineBreak, breaks));
    } else {
      text.append(blanks);
    }
  }

  private void quotedBreaks(StringBuilder text) {
    while (true) {
      if (cursor.atDocumentMarker()) {
        throw cursor.error("found a document marker inside quotes; is a quote missing above?");
      }
      while (cursor.peek() == ' ' || cursor.peek() == '\t') {
        cursor.forward();
      }
      if (!Cursor.isBreak(cursor.peek())) {
        return;
      }
      text.append(cursor.takeBreak());
    }
  }

  Token block(boolean folded, int parentIndent) {
    int start = cursor.index;
    cursor.forward();
    BlockHeader header = blockHeader();
    int least = Math.max(parentIndent + 1, 1);
    StringBuilder breaks = new StringBuilder();
    int end = cursor.index;
    int indent;
    if (header.increment == 0) {
      int deepest = 0;
      while (cursor.peek() == ' ' || Cursor.isBreak(cursor.peek())) {
        if (cursor.peek() == ' ') {
          cursor.forward();
          deepest = Math.max(deepest, cursor.column);
        } else {
          breaks.append(cursor.takeBreak());
          end = cursor.index;
        }
      }
      indent = Math.max(least, deepest);
    } else {
      indent = least + header.increment - 1;
      end = blockBreaks(indent, breaks);
    }
    StringBuilder text = new StringBuilder();
    String lineBreak = "";
    int contentEnd = start + 1;
    while (cursor.column == indent && cursor.peek() != 0) {
      text.append(breaks);
      boolean atBlank = cursor.peek() == ' ' || cursor.peek() == '\t';
      int length = 0;
      while (!Cursor.isBreakOrEnd(cursor.peek(length))) {
        length++;
      }
      text.append(cursor.take(length));
      contentEnd = cursor.index;
      lineBreak = cursor.takeBreak();
      breaks.setLength(0);
      end = blockBreaks(indent, breaks);
      if (cursor.column != indent || cursor.peek() == 0) {
        break;
      }
      boolean nextBlank = cursor.peek() == ' ' || cursor.peek() == '\t';
      if (folded && lineBreak.equals("\n") && !atBlank && !nextBlank) {
        if (breaks.isEmpty()) {
          text.append(' ');
        }
      } else {
        text.append(lineBreak);
      }
    }
    if (header.chomping != '-') {
      text.append(lineBreak);
    }
    if (header.chomping == '+') {
      text.append(breaks);
      contentEnd = end;
    }
    return Token.scalar(
        text.toString(),
        folded ? ScalarStyle.FOLDED : ScalarStyle.LITERAL,
        start,
        end,
        Math.max(contentEnd, header.end),
        false);
  }

  private record BlockHeader(int chomping, int increment, int end) {}

  private BlockHeader blockHeader() {
    int chomping = 0;
    int increment = 0;
    int c = cursor.peek();
    if (c == '+' || c == '-') {
      chomping = c;
      cursor.forward();
      increment = blockIncrement();
    } else {
      increment = blockIncrement();
      c = cursor.peek();
      if (increment > 0 && (c == '+' || c == '-')) {
        chomping = c;
        cursor.forward();
      }
    }
    if (!Cursor.isSpaceBreakOrEnd(cursor.peek())) {
      throw cursor.error(
          "expected the end of the line after '|' or '>', found " + Cursor.quote(cursor.peek()));
    }
    cursor.skipBlanks();
    if (cursor.peek() == '#') {
      cursor.skipToLineEnd();
    }
    if (!Cursor.isBreakOrEnd(cursor.peek())) {
      throw cursor.error(
          "expected the end of the line after '|' or '>', found " + Cursor.quote(cursor.peek()));
    }
    int end = cursor.index;
    cursor.takeBreak();
    return new BlockHeader(chomping, increment, end);
  }

  private int blockIncrement() {
    int c = cursor.peek();
    if (c == '0') {
      throw cursor.error("expected an indentation from 1 to 9, found 0");
    }
    if (c < '1' || c > '9') {
      return 0;
    }
    cursor.forward();
    return c - '0';
  }

  private int blockBreaks(int indent, StringBuilder breaks) {
    int end = cursor.index;
    while (cursor.column < indent && cursor.peek() == ' ') {
      cursor.forward();
    }
    while (Cursor.isBreak(cursor.peek())) {
      breaks.append(cursor.takeBreak());
      end = cursor.index;
      while (cursor.column < indent && cursor.peek() == ' ') {
        cursor.forward();
      }
    }
    return end;
  }

  static Token emptyAt(int index) {
    return Token.scalar("", ScalarStyle.PLAIN, index, index, index, false);
  }

  static boolean isScalar(Token token) {
    return token.kind == Kind.SCALAR;
  }
}
