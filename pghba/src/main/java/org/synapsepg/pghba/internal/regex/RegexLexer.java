package org.synapsepg.pghba.internal.regex;

/**
 * The tokens of an expression, one ahead of the parser as in the server, so that of several errors
 * the same one is met first.
 */
final class RegexLexer {
  private enum Context {
    EXPRESSION,
    LITERAL,
    BOUND,
    BRACKET,
    COLLATING,
    EQUIVALENCE,
    CLASS
  }

  private final byte[] text;
  private final int major;
  final RegexOptions options;
  private int at;
  private Context context;
  private Token last = Token.START;
  Token token = Token.START;
  int value;
  int captures;

  RegexLexer(byte[] text, int major) throws RegexError {
    this.text = text;
    this.major = major;
    this.options = RegexOptions.atStartOf(text);
    this.at = options.end;
    this.context = options.literal ? Context.LITERAL : Context.EXPRESSION;
    next();
  }

  int major() {
    return major;
  }

  int position() {
    return at;
  }

  private boolean atEnd() {
    return at >= text.length;
  }

  private boolean sees(char c) {
    return at < text.length && text[at] == c;
  }

  private boolean startsWith(String s) {
    if (text.length - at < s.length()) {
      return false;
    }
    for (int i = 0; i < s.length(); i++) {
      if (text[at + i] != s.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void set(Token token, int value) {
    this.token = token;
    this.value = value;
  }

  void next() throws RegexError {
    last = token;
    while (true) {
      if (options.expanded && (context == Context.EXPRESSION || context == Context.BOUND)) {
        skipSpace();
      }
      if (atEnd()) {
        switch (context) {
          case EXPRESSION, LITERAL -> set(Token.EOS, 0);
          case BOUND -> throw RegexError.refused(RegexError.BRACES);
          default -> throw RegexError.refused(RegexError.BRACKETS);
        }
        return;
      }
      int c = text[at++] & 0xFF;
      switch (context) {
        case LITERAL -> set(Token.PLAIN, c);
        case BOUND -> bound(c);
        case BRACKET -> bracket(c);
        case COLLATING -> name(c, '.');
        case EQUIVALENCE -> name(c, '=');
        case CLASS -> name(c, ':');
        case EXPRESSION -> {
          if (!expression(c)) {
            continue;
          }
        }
      }
      return;
    }
  }

  private void skipSpace() {
    while (true) {
      while (!atEnd() && isSpace(text[at])) {
        at++;
      }
      if (atEnd() || text[at] != '#') {
        return;
      }
      while (!atEnd() && text[at] != '\n') {
        at++;
      }
    }
  }

  private void bound(int c) throws RegexError {
    if (c >= '0' && c <= '9') {
      set(Token.DIGIT, c - '0');
    } else if (c == ',') {
      set(Token.COMMA, 0);
    } else if (c == '}') {
      context = Context.EXPRESSION;
      set(Token.BRACE_CLOSE, greedy());
    } else {
      throw RegexError.refused(RegexError.COUNT);
    }
  }

  /** 0 if a question mark follows, which is then taken, else 1. */
  private int greedy() {
    if (options.advanced && sees('?')) {
      at++;
      return 0;
    }
    return 1;
  }

  private void name(int c, char mark) {
    if (c == mark && sees(']')) {
      at++;
      context = Context.BRACKET;
      set(Token.NAME_END, mark);
    } else {
      set(Token.PLAIN, c);
    }
  }

  private void bracket(int c) throws RegexError {
    switch (c) {
      case ']' -> {
        if (last == Token.BRACKET_OPEN) {
          set(Token.PLAIN, c);
        } else {
          context = Context.EXPRESSION;
          set(Token.BRACKET_CLOSE, 0);
        }
      }
      case '\\' -> {
        if (!options.advanced) {
          set(Token.PLAIN, c);
          return;
        }
        if (atEnd()) {
          throw RegexError.refused(RegexError.ESCAPE);
        }
        escape();
        boolean fine =
            token == Token.PLAIN
                || token == Token.CLASS_ESCAPE
                || (token == Token.CLASS_ESCAPE_NOT && major >= 14);
        if (!fine) {
          throw RegexError.refused(RegexError.ESCAPE);
        }
      }
      case '-' -> set(last == Token.BRACKET_OPEN || sees(']') ? Token.PLAIN : Token.RANGE, c);
      case '[' -> {
        if (atEnd()) {
          throw RegexError.refused(RegexError.BRACKETS);
        }
        switch (text[at]) {
          case '.' -> named(Context.COLLATING, Token.COLLATING);
          case '=' -> named(Context.EQUIVALENCE, Token.EQUIVALENCE);
          case ':' -> named(Context.CLASS, Token.CLASS);
          default -> set(Token.PLAIN, c);
        }
      }
      default -> set(Token.PLAIN, c);
    }
  }

  private void named(Context inside, Token kind) {
    at++;
    context = inside;
    set(kind, 0);
  }

  /** A token of the main context; false if it was a comment. */
  private boolean expression(int c) throws RegexError {
    switch (c) {
      case '|' -> set(Token.OR, 0);
      case '*' -> set(Token.STAR, greedy());
      case '+' -> set(Token.PLUS, greedy());
      case '?' -> set(Token.QUESTION, greedy());
      case '{' -> {
        if (options.expanded) {
          skipSpace();
        }
        if (atEnd() || text[at] < '0' || text[at] > '9') {
          set(Token.PLAIN, c);
        } else {
          context = Context.BOUND;
          set(Token.BRACE_OPEN, 0);
        }
      }
      case '(' -> {
        return parenthesis();
      }
      case ')' -> set(Token.PAREN_CLOSE, c);
      case '[' -> {
        if (startsWith("[:<:]]") || startsWith("[:>:]]")) {
          set(text[at + 2] == '<' ? Token.WORD_START : Token.WORD_END, 0);
          at += 6;
          return true;
        }
        context = Context.BRACKET;
        boolean negated = sees('^');
        at += negated ? 1 : 0;
        set(Token.BRACKET_OPEN, negated ? 0 : 1);
      }
      case '.' -> set(Token.DOT, 0);
      case '^' -> set(Token.CARET, 0);
      case '$' -> set(Token.DOLLAR, 0);
      case '\\' -> {
        if (atEnd()) {
          throw RegexError.refused(RegexError.ESCAPE);
        }
        if (options.advanced) {
          escape();
        } else {
          set(Token.PLAIN, text[at++] & 0xFF);
        }
      }
      default -> set(Token.PLAIN, c);
    }
    return true;
  }

  private boolean parenthesis() throws RegexError {
    if (!options.advanced || !sees('?')) {
      set(Token.PAREN_OPEN, 1);
      return true;
    }
    at++;
    if (atEnd()) {
      throw RegexError.refused(RegexError.QUANTIFIER);
    }
    switch (text[at++]) {
      case ':' -> set(Token.PAREN_OPEN, 0);
      case '#' -> {
        while (!atEnd() && text[at] != ')') {
          at++;
        }
        at += atEnd() ? 0 : 1;
        return false;
      }
      case '=' -> set(Token.LOOK, 3);
      case '!' -> set(Token.LOOK, 2);
      case '<' -> {
        if (sees('=') || sees('!')) {
          set(Token.LOOK, text[at++] == '=' ? 1 : 0);
        } else {
          throw RegexError.refused(RegexError.QUANTIFIER);
        }
      }
      default -> throw RegexError.refused(RegexError.QUANTIFIER);
    }
    return true;
  }

  private void escape() throws RegexError {
    int c = text[at++] & 0xFF;
    if (!isAlpha((byte) c) && !(c >= '0' && c <= '9')) {
      set(Token.PLAIN, c);
      return;
    }
    switch (c) {
      case 'a' -> set(Token.PLAIN, 7);
      case 'A' -> set(Token.BEGIN, 0);
      case 'b' -> set(Token.PLAIN, '\b');
      case 'B' -> set(Token.PLAIN, '\\');
      case 'c' -> {
        if (atEnd()) {
          throw RegexError.refused(RegexError.ESCAPE);
        }
        set(Token.PLAIN, text[at++] & 0x1F);
      }
      case 'd', 's', 'w' -> set(Token.CLASS_ESCAPE, c);
      case 'D', 'S', 'W' -> set(Token.CLASS_ESCAPE_NOT, c + 32);
      case 'e' -> set(Token.PLAIN, 27);
      case 'f' -> set(Token.PLAIN, '\f');
      case 'm' -> set(Token.WORD_START, 0);
      case 'M' -> set(Token.WORD_END, 0);
      case 'n' -> set(Token.PLAIN, '\n');
      case 'r' -> set(Token.PLAIN, '\r');
      case 't' -> set(Token.PLAIN, '\t');
      case 'u' -> set(Token.PLAIN, digits(16, 4, 4));
      case 'U' -> set(Token.PLAIN, digits(16, 8, 8));
      case 'v' -> set(Token.PLAIN, 11);
      case 'x' -> set(Token.PLAIN, digits(16, 1, 255));
      case 'y' -> set(Token.WORD_EDGE, 0);
      case 'Y' -> set(Token.NO_WORD_EDGE, 0);
      case 'Z' -> set(Token.END, 0);
      case '0' -> {
        at--;
        set(Token.PLAIN, digits(8, 1, 3));
      }
      case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        int save = at;
        at--;
        int number = digits(10, 1, 255);
        if (at == save || (number > 0 && number <= captures)) {
          set(Token.BACK_REFERENCE, number);
        } else {
          at = save - 1;
          set(Token.PLAIN, digits(8, 1, 3));
        }
      }
      default -> throw RegexError.refused(RegexError.ESCAPE);
    }
  }

  /** A number; anything beyond a byte is some number that no byte equals. */
  private int digits(int base, int least, int most) throws RegexError {
    long number = 0;
    int count = 0;
    while (count < most && !atEnd()) {
      int digit = text[at] < 0 ? -1 : Character.digit(text[at], base);
      if (digit < 0) {
        break;
      }
      number = Math.min(number * base + digit, 1L << 40);
      at++;
      count++;
    }
    if (count < least) {
      throw RegexError.refused(RegexError.ESCAPE);
    }
    if (number > 0x7FFFFFFEL) {
      if (most == 255) {
        throw RegexError.unsupported("a number beyond 31 bits");
      }
      throw RegexError.refused(RegexError.ESCAPE);
    }
    return (int) number;
  }

  static boolean isAlpha(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isSpace(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
