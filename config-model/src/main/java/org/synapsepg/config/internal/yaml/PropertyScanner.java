package org.synapsepg.config.internal.yaml;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.synapsepg.config.internal.yaml.Token.Kind;

/** Anchors, aliases, tags and directives. */
final class PropertyScanner {
  private static final String URI = "-;/?:@&=+$,_.!~*'()[]%";

  private final Cursor cursor;

  PropertyScanner(Cursor cursor) {
    this.cursor = cursor;
  }

  Token anchor(boolean alias) {
    int start = cursor.index;
    cursor.forward();
    int length = wordLength(0);
    if (length == 0) {
      throw cursor.error(
          "expected the name of an "
              + (alias ? "alias" : "anchor")
              + ", found "
              + Cursor.quote(cursor.peek())
              + "; put a value that begins with '*' or '&' in quotes");
    }
    String name = cursor.take(length);
    int c = cursor.peek();
    if (!Cursor.isBlankBreakOrEnd(c) && "?:,]}%@`".indexOf(c) < 0) {
      throw cursor.error("found " + Cursor.quote(c) + " in the name of an anchor or alias");
    }
    return Token.named(alias ? Kind.ALIAS : Kind.ANCHOR, name, "", start, cursor.index);
  }

  Token tag() {
    int start = cursor.index;
    int c = cursor.peek(1);
    String handle = "";
    String suffix;
    if (c == '<') {
      cursor.forward(2);
      suffix = uri();
      if (cursor.peek() != '>') {
        throw cursor.error(
            "expected '>' at the end of a tag, found " + Cursor.quote(cursor.peek()));
      }
      cursor.forward();
    } else if (Cursor.isBlankBreakOrEnd(c)) {
      suffix = "!";
      cursor.forward();
    } else {
      int length = 1;
      while (!Cursor.isSpaceBreakOrEnd(c) && c != '!') {
        length++;
        c = cursor.peek(length);
      }
      if (c == '!') {
        handle = handle();
      } else {
        handle = "!";
        cursor.forward();
      }
      suffix = uri();
    }
    if (!Cursor.isSpaceBreakOrEnd(cursor.peek())) {
      throw cursor.error("expected a blank after a tag, found " + Cursor.quote(cursor.peek()));
    }
    return Token.named(Kind.TAG, suffix, handle, start, cursor.index);
  }

  /** The value is the name, for TAG the prefix, for YAML the major version. */
  Token directive() {
    int start = cursor.index;
    cursor.forward();
    int length = wordLength(0);
    if (length == 0) {
      throw cursor.error(
          "expected the name of a directive after '%', found " + Cursor.quote(cursor.peek()));
    }
    String name = cursor.take(length);
    if (!Cursor.isSpaceBreakOrEnd(cursor.peek())) {
      throw cursor.error("found " + Cursor.quote(cursor.peek()) + " in the name of a directive");
    }
    String value = "";
    String handle = "%";
    switch (name) {
      case "YAML" -> {
        cursor.skipBlanks();
        value = number();
        if (cursor.peek() != '.') {
          throw cursor.error("expected '.' in the version, found " + Cursor.quote(cursor.peek()));
        }
        cursor.forward();
        number();
        requireBlank();
        handle = "";
      }
      case "TAG" -> {
        cursor.skipBlanks();
        handle = handle();
        if (cursor.peek() != ' ') {
          throw cursor.error(
              "expected a blank after the handle, found " + Cursor.quote(cursor.peek()));
        }
        cursor.skipBlanks();
        value = uri();
        requireBlank();
      }
      default -> cursor.skipToLineEnd();
    }
    int end = cursor.index;
    cursor.skipBlanks();
    if (cursor.peek() == '#') {
      cursor.skipToLineEnd();
    }
    if (!Cursor.isBreakOrEnd(cursor.peek())) {
      throw cursor.error(
          "expected the end of the line after a directive, found " + Cursor.quote(cursor.peek()));
    }
    cursor.takeBreak();
    return Token.named(Kind.DIRECTIVE, value, handle, start, end);
  }

  private void requireBlank() {
    if (!Cursor.isSpaceBreakOrEnd(cursor.peek())) {
      throw cursor.error("expected a blank, found " + Cursor.quote(cursor.peek()));
    }
  }

  private String number() {
    int length = 0;
    while (cursor.peek(length) >= '0' && cursor.peek(length) <= '9') {
      length++;
    }
    if (length == 0) {
      throw cursor.error("expected a digit, found " + Cursor.quote(cursor.peek()));
    }
    return cursor.take(length);
  }

  private int wordLength(int from) {
    int length = from;
    while (Cursor.isWord(cursor.peek(length))) {
      length++;
    }
    return length;
  }

  private String handle() {
    if (cursor.peek() != '!') {
      throw cursor.error("expected '!', found " + Cursor.quote(cursor.peek()));
    }
    int length = 1;
    if (cursor.peek(1) != ' ') {
      length = wordLength(1);
      if (cursor.peek(length) != '!') {
        cursor.forward(length);
        throw cursor.error("expected '!', found " + Cursor.quote(cursor.peek()));
      }
      length++;
    }
    return cursor.take(length);
  }

  private String uri() {
    StringBuilder uri = new StringBuilder();
    while (true) {
      int c = cursor.peek();
      if (c == '%') {
        uri.append(escapes());
      } else if ((Cursor.isWord(c) || URI.indexOf(c) >= 0) && c != 0) {
        uri.append(cursor.take(1));
      } else if (uri.length() == 0) {
        throw cursor.error("expected a tag after '!', found " + Cursor.quote(c));
      } else {
        return uri.toString();
      }
    }
  }

  private String escapes() {
    int start = cursor.index;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (cursor.peek() == '%') {
      cursor.forward();
      if (!isHex(cursor.peek()) || !isHex(cursor.peek(1))) {
        throw cursor.error("expected two hexadecimal digits after '%' in a tag");
      }
      bytes.write(Integer.parseInt(cursor.take(2), 16));
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new YamlException("the escapes in a tag are not UTF-8", start);
    }
  }

  static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
