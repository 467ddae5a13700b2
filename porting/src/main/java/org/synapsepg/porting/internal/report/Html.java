package org.synapsepg.porting.internal.report;

/**
 * Builds HTML text; whatever comes from outside goes through {@link #text}, so that a hostile name
 * stays a name.
 */
final class Html {
  private final StringBuilder out = new StringBuilder();

  /** Appends markup of our own. */
  Html raw(String markup) {
    out.append(markup);
    return this;
  }

  /**
   * Appends text, escaped for content and attribute values; characters that no page may hold become
   * U+FFFD.
   */
  Html text(String text) {
    text.codePoints().forEach(this::append);
    return this;
  }

  Html number(long value) {
    return raw(String.format(java.util.Locale.ROOT, "%,d", value));
  }

  private void append(int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> {
        boolean control = c < 0x20 && c != '\n' && c != '\t';
        boolean noncharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0x7F && c < 0xA0);
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        boolean turnsText = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        out.appendCodePoint(control || noncharacter || surrogate || turnsText ? 0xFFFD : c);
      }
    }
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
