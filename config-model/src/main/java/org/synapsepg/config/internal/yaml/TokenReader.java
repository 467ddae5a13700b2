package org.synapsepg.config.internal.yaml;

import org.synapsepg.config.internal.yaml.Token.Kind;

/** The tokens of a text, one after the other, and where the last one with content ended. */
final class TokenReader {
  private final Scanner scanner;
  private int lastEnd;

  TokenReader(Scanner scanner) {
    this.scanner = scanner;
  }

  Token peek() {
    return scanner.peek();
  }

  boolean is(Kind kind) {
    return scanner.peek().kind == kind;
  }

  Token next() {
    Token token = scanner.next();
    if (token.contentEnd > lastEnd) {
      lastEnd = token.contentEnd;
    }
    return token;
  }

  /** Takes a token that stands for no characters. */
  void skip() {
    scanner.next();
  }

  int lastEnd() {
    return lastEnd;
  }

  YamlException unexpected(String expected) {
    Token found = scanner.peek();
    return new YamlException("expected " + expected + ", found " + found.kind.words, found.start);
  }
}
