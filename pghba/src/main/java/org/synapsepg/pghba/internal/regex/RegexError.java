package org.synapsepg.pghba.internal.regex;

/** Why the server refuses an expression, or why this library does not judge it. */
final class RegexError extends Exception {
  private static final long serialVersionUID = 1L;

  static final String VERSION = "invalid regexp (reg version 0.8)";
  static final String COLLATING = "invalid collating element";
  static final String CLASS = "invalid character class";
  static final String ESCAPE = "invalid escape \\ sequence";
  static final String BACK_REFERENCE = "invalid backreference number";
  static final String BRACKETS = "brackets [] not balanced";
  static final String PARENTHESES = "parentheses () not balanced";
  static final String BRACES = "braces {} not balanced";
  static final String COUNT = "invalid repetition count(s)";
  static final String RANGE = "invalid character range";
  static final String QUANTIFIER = "quantifier operand invalid";
  static final String OPTION = "invalid embedded option";

  private final boolean unsupported;

  RegexError(String message, boolean unsupported) {
    super(message, null, false, false);
    this.unsupported = unsupported;
  }

  /** The server's error. */
  static RegexError refused(String message) {
    return new RegexError(message, false);
  }

  /** Something that this library does not know to read exactly. */
  static RegexError unsupported(String what) {
    return new RegexError(what, true);
  }

  boolean isUnsupported() {
    return unsupported;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
