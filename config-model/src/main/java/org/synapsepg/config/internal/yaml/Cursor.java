package org.synapsepg.config.internal.yaml;

/** A place in a text that moves forward, with the line and column that indentation is about. */
final class Cursor {
  final YamlText text;
  int index;
  int line;
  int column;

  Cursor(YamlText text) {
    this.text = text;
  }

  /** The character here; 0 at the end. */
  int peek() {
    return text.at(index);
  }

  /** The character some places on. Never asked for more than three places behind the end. */
  int peek(int ahead) {
    return text.at(index + ahead);
  }

  void forward() {
    int c = text.at(index++);
    if (c == '\n'
        || c == 0x85
        || c == 0x2028
        || c == 0x2029
        || (c == '\r' && text.at(index) != '\n')) {
      line++;
      column = 0;
    } else if (c != 0xFEFF) {
      column++;
    }
  }

  void forward(int count) {
    for (int i = 0; i < count; i++) {
      forward();
    }
  }

  String take(int count) {
    String taken = text.slice(index, index + count);
    forward(count);
    return taken;
  }

  void skipBlanks() {
    while (peek() == ' ') {
      forward();
    }
  }

  void skipToLineEnd() {
    while (!isBreakOrEnd(peek())) {
      forward();
    }
  }

  /** Takes a line break and gives the text that it stands for; nothing where there is none. */
  String takeBreak() {
    int c = peek();
    if (c == '\r' || c == '\n' || c == 0x85) {
      forward(c == '\r' && peek(1) == '\n' ? 2 : 1);
      return "\n";
    }
    if (c == 0x2028 || c == 0x2029) {
      forward();
      return Character.toString(c);
    }
    return "";
  }

  /** Whether a document marker begins here; the column is the caller's concern. */
  boolean atDocumentMarker() {
    int c = peek();
    return (c == '-' || c == '.') && peek(1) == c && peek(2) == c && isBlankBreakOrEnd(peek(3));
  }

  static boolean isBreak(int c) {
    return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  static boolean isBreakOrEnd(int c) {
    return c == 0 || isBreak(c);
  }

  static boolean isSpaceBreakOrEnd(int c) {
    return c == ' ' || isBreakOrEnd(c);
  }

  static boolean isBlankBreakOrEnd(int c) {
    return c == '\t' || isSpaceBreakOrEnd(c);
  }

  static boolean isWord(int c) {
    return (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '_';
  }

  static String quote(int c) {
    return c == 0 ? "the end of the text" : "'" + Character.toString(c) + "'";
  }

  YamlException error(String message) {
    return new YamlException(message, index);
  }
}
