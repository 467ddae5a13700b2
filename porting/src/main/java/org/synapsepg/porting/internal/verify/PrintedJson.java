package org.synapsepg.porting.internal.verify;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What PostgreSQL prints for a {@code jsonb} that was made from a text: members by length and then
 * bytes of their names, one blank after each colon and comma, numbers as {@code numeric} prints
 * them, escapes resolved but for those that JSON needs (PostgreSQL docs, chapter "JSON Types"). A
 * {@code json} prints the text that it was made from.
 */
final class PrintedJson {
  private static final int MOST_DEPTH = 2000;
  private static final int DIGITS_BEFORE_POINT = 131_072;
  private static final int DIGITS_AFTER_POINT = 16_383;

  private final String source;
  private int at;
  private int depth;
  private boolean replaced;
  private boolean faithful = true;
  private String printed = "";

  private PrintedJson(String source) {
    this.source = source;
  }

  /** The text was no JSON. */
  private static final class NoJson extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoJson() {
      super("no JSON", null, false, false);
    }
  }

  /**
   * Prints a text.
   *
   * @param text the JSON text
   * @param binary whether the column is {@code jsonb}
   */
  static PrintedJson of(String text, boolean binary) {
    PrintedJson json = new PrintedJson(text);
    try {
      StringBuilder out = new StringBuilder(text.length() + 16);
      json.value(out);
      json.blanks();
      if (json.at != text.length()) {
        throw new NoJson();
      }
      json.printed = binary ? out.toString() : text;
    } catch (NoJson e) {
      json.faithful = false;
    }
    if (!binary) {
      json.faithful = json.faithful || !json.printed.isEmpty();
    }
    return json;
  }

  /** What PostgreSQL prints; with U+FFFD for what {@code jsonb} cannot store. */
  String text() {
    return printed;
  }

  /** Whether an escape of U+0000 or of half a surrogate pair was replaced. */
  boolean replaced() {
    return replaced;
  }

  /** Whether it is JSON, no name is there twice in an object, and every number is a numeric. */
  boolean isFaithful() {
    return faithful;
  }

  private void value(StringBuilder out) {
    blanks();
    switch (peek()) {
      case '{' -> object(out);
      case '[' -> array(out);
      case '"' -> escape(string(), out);
      case 't' -> word("true", out);
      case 'f' -> word("false", out);
      case 'n' -> word("null", out);
      default -> number(out);
    }
  }

  private void object(StringBuilder out) {
    enter();
    Map<Name, String> members = new TreeMap<>();
    blanks();
    if (peek() != '}') {
      do {
        blanks();
        if (peek() != '"') {
          throw new NoJson();
        }
        Name name = new Name(string());
        blanks();
        expect(':');
        StringBuilder member = new StringBuilder();
        value(member);
        faithful &= members.put(name, member.toString()) == null;
        blanks();
      } while (isComma());
    }
    expect('}');
    depth--;
    String before = "{";
    for (Map.Entry<Name, String> member : members.entrySet()) {
      out.append(before);
      escape(member.getKey().text, out);
      out.append(": ").append(member.getValue());
      before = ", ";
    }
    out.append(members.isEmpty() ? "{}" : "}");
  }

  private void array(StringBuilder out) {
    enter();
    out.append('[');
    blanks();
    if (peek() != ']') {
      value(out);
      blanks();
      while (isComma()) {
        out.append(", ");
        value(out);
        blanks();
      }
    }
    expect(']');
    depth--;
    out.append(']');
  }

  private void enter() {
    at++;
    if (++depth > MOST_DEPTH) {
      throw new NoJson();
    }
  }

  private void word(String word, StringBuilder out) {
    if (!source.startsWith(word, at)) {
      throw new NoJson();
    }
    at += word.length();
    out.append(word);
  }

  private void number(StringBuilder out) {
    int from = at;
    skip('-');
    int whole = at;
    digits();
    if (at == whole || (source.charAt(whole) == '0' && at > whole + 1)) {
      throw new NoJson();
    }
    if (skip('.') && digits() == 0) {
      throw new NoJson();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (!skip('+')) {
        skip('-');
      }
      if (digits() == 0) {
        throw new NoJson();
      }
    }
    try {
      BigDecimal number = new BigDecimal(source.substring(from, at));
      long before = (long) number.precision() - number.scale();
      if (before > DIGITS_BEFORE_POINT || number.scale() > DIGITS_AFTER_POINT) {
        faithful = false;
      } else {
        out.append(number.setScale(Math.max(number.scale(), 0)).toPlainString());
      }
    } catch (NumberFormatException | ArithmeticException e) {
      faithful = false;
    }
  }

  private int digits() {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at - from;
  }

  /** Reads a string and resolves its escapes. */
  private String string() {
    expect('"');
    StringBuilder text = new StringBuilder();
    while (true) {
      if (at >= source.length() || source.charAt(at) < ' ') {
        throw new NoJson();
      }
      char c = source.charAt(at++);
      if (c == '"') {
        return text.toString();
      }
      text.append(c == '\\' ? escaped(text) : c);
    }
  }

  /** The character of an escape; the first half of a pair is appended, the second returned. */
  private char escaped(StringBuilder text) {
    char kind = peek();
    at++;
    switch (kind) {
      case '"', '\\', '/' -> {
        return kind;
      }
      case 'b' -> {
        return '\b';
      }
      case 'f' -> {
        return '\f';
      }
      case 'n' -> {
        return '\n';
      }
      case 'r' -> {
        return '\r';
      }
      case 't' -> {
        return '\t';
      }
      case 'u' -> {
        char unit = hex();
        if (Character.isHighSurrogate(unit) && source.startsWith("\\u", at)) {
          int back = at;
          at += 2;
          char second = hex();
          if (Character.isLowSurrogate(second)) {
            text.append(unit);
            return second;
          }
          at = back;
        }
        if (unit == 0 || Character.isSurrogate(unit)) {
          replaced = true;
          return '\uFFFD';
        }
        return unit;
      }
      default -> throw new NoJson();
    }
  }

  private char hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(peek(), 16);
      if (digit < 0 || peek() > 'f') {
        throw new NoJson();
      }
      value = value * 16 + digit;
      at++;
    }
    return (char) value;
  }

  private static void escape(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private char peek() {
    return at < source.length() ? source.charAt(at) : '\0';
  }

  private void expect(char wanted) {
    if (!skip(wanted)) {
      throw new NoJson();
    }
  }

  private boolean isComma() {
    return skip(',');
  }

  private boolean skip(char wanted) {
    if (at < source.length() && source.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void blanks() {
    while (at < source.length() && " \t\n\r".indexOf(source.charAt(at)) >= 0) {
      at++;
    }
  }

  /** A member's name, in the order in which {@code jsonb} keeps names. */
  private static final class Name implements Comparable<Name> {
    private final String text;
    private final byte[] bytes;

    Name(String text) {
      this.text = text;
      this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(Name other) {
      return bytes.length != other.bytes.length
          ? Integer.compare(bytes.length, other.bytes.length)
          : Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Name name && text.equals(name.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }
  }
}
