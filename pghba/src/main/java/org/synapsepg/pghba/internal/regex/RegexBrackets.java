package org.synapsepg.pghba.internal.regex;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** Reads a bracket expression; the opening bracket is the lexer's present token. */
final class RegexBrackets {
  private final RegexLexer lexer;
  private final BitSet set = new BitSet(256);

  RegexBrackets(RegexLexer lexer) {
    this.lexer = lexer;
  }

  BitSet read() throws RegexError {
    boolean negated = lexer.value == 0;
    lexer.next();
    while (lexer.token != Token.BRACKET_CLOSE && lexer.token != Token.EOS) {
      part();
    }
    lexer.next();
    if (negated) {
      set.flip(0, 256);
      if (lexer.options.stopAtLines) {
        set.clear('\n');
      }
    }
    return set;
  }

  private void part() throws RegexError {
    int start;
    switch (lexer.token) {
      case RANGE -> throw RegexError.refused(RegexError.RANGE);
      case PLAIN -> {
        start = lexer.value;
        lexer.next();
      }
      case COLLATING -> start = element();
      case EQUIVALENCE -> {
        CharClasses.add(set, element(), lexer.options.ignoreCase);
        return;
      }
      case CLASS -> {
        String name = name();
        if (name.isEmpty()) {
          throw RegexError.refused(RegexError.CLASS);
        }
        BitSet named = CharClasses.byName(name, lexer.options.ignoreCase, lexer.major());
        if (named == null) {
          throw RegexError.refused(RegexError.CLASS);
        }
        set.or(named);
        return;
      }
      case CLASS_ESCAPE, CLASS_ESCAPE_NOT -> {
        BitSet escape = CharClasses.escape(lexer.value);
        if (lexer.token == Token.CLASS_ESCAPE_NOT) {
          escape.flip(0, 256);
        }
        set.or(escape);
        lexer.next();
        return;
      }
      default -> throw RegexError.unsupported("the token " + lexer.token + " in brackets");
    }
    int end = start;
    if (lexer.token == Token.RANGE) {
      lexer.next();
      switch (lexer.token) {
        case PLAIN, RANGE -> {
          end = lexer.value;
          lexer.next();
        }
        case COLLATING -> end = element();
        default -> throw RegexError.refused(RegexError.RANGE);
      }
    }
    if (start > end) {
      throw RegexError.refused(RegexError.RANGE);
    }
    for (int c = start; c <= Math.min(end, 255); c++) {
      CharClasses.add(set, c, lexer.options.ignoreCase);
    }
  }

  private int element() throws RegexError {
    String name = name();
    int code = name.isEmpty() ? -1 : CharClasses.element(name);
    if (code < 0) {
      throw RegexError.refused(RegexError.COLLATING);
    }
    return code;
  }

  /** The characters up to the end mark, which is taken. */
  private String name() throws RegexError {
    lexer.next();
    StringBuilder name = new StringBuilder();
    while (lexer.token == Token.PLAIN) {
      name.append(new String(new byte[] {(byte) lexer.value}, StandardCharsets.ISO_8859_1));
      lexer.next();
    }
    lexer.next();
    return name.toString();
  }
}
