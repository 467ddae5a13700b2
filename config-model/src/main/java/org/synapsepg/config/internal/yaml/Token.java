package org.synapsepg.config.internal.yaml;

/** One token; {@code start} and {@code end} are indexes into the text. */
final class Token {
  enum Kind {
    STREAM_START("the start of the file"),
    STREAM_END("the end of the file"),
    DIRECTIVE("a directive"),
    DOCUMENT_START("'---'"),
    DOCUMENT_END("'...'"),
    BLOCK_SEQUENCE_START("a list"),
    BLOCK_MAPPING_START("a mapping"),
    BLOCK_END("a line that is indented less"),
    FLOW_SEQUENCE_START("'['"),
    FLOW_MAPPING_START("'{'"),
    FLOW_SEQUENCE_END("']'"),
    FLOW_MAPPING_END("'}'"),
    BLOCK_ENTRY("'-'"),
    FLOW_ENTRY("','"),
    KEY("a key"),
    VALUE("':'"),
    ALIAS("an alias"),
    ANCHOR("an anchor"),
    TAG("a tag"),
    SCALAR("a value");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  final Kind kind;
  final int start;
  final int end;

  /** A scalar's text, an anchor's or alias's name, a tag's suffix or a directive's name. */
  final String value;

  /** A tag's or TAG directive's handle; empty for none. */
  final String handle;

  final ScalarStyle style;

  /** For block scalars: the column that the content has, and where the content ends. */
  final int contentEnd;

  final boolean surrogates;

  private Token(
      Kind kind,
      int start,
      int end,
      String value,
      String handle,
      ScalarStyle style,
      int contentEnd,
      boolean surrogates) {
    this.kind = kind;
    this.start = start;
    this.end = end;
    this.value = value;
    this.handle = handle;
    this.style = style;
    this.contentEnd = contentEnd;
    this.surrogates = surrogates;
  }

  static Token of(Kind kind, int start, int end) {
    return new Token(kind, start, end, "", "", ScalarStyle.PLAIN, end, false);
  }

  static Token named(Kind kind, String value, String handle, int start, int end) {
    return new Token(kind, start, end, value, handle, ScalarStyle.PLAIN, end, false);
  }

  static Token scalar(
      String value, ScalarStyle style, int start, int end, int contentEnd, boolean surrogates) {
    return new Token(Kind.SCALAR, start, end, value, "", style, contentEnd, surrogates);
  }
}
