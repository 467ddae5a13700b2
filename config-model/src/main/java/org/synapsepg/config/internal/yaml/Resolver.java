package org.synapsepg.config.internal.yaml;

import java.util.regex.Pattern;

/**
 * The tag that a plain scalar has without being told: YAML 1.1's types with PyYAML's patterns, so
 * {@code on} is true, {@code 010} is 8, {@code 1:30} is 90, and {@code 1e3} is text.
 */
final class Resolver {
  static final String PREFIX = "tag:yaml.org,2002:";
  static final String STR = PREFIX + "str";
  static final String SEQ = PREFIX + "seq";
  static final String MAP = PREFIX + "map";
  static final String NULL = PREFIX + "null";
  static final String BOOL = PREFIX + "bool";
  static final String INT = PREFIX + "int";
  static final String FLOAT = PREFIX + "float";
  static final String TIMESTAMP = PREFIX + "timestamp";
  static final String MERGE = PREFIX + "merge";
  static final String VALUE = PREFIX + "value";
  static final String YAML = PREFIX + "yaml";

  // Python's $ also matches before a last line feed; so does Java's with UNIX_LINES.
  private static final Pattern BOOLEAN =
      pattern("(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)");
  private static final Pattern FLOATING =
      pattern(
          "(?:[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
              + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
              + "|[-+]?\\.(?:inf|Inf|INF)"
              + "|\\.(?:nan|NaN|NAN))");
  private static final Pattern INTEGER =
      pattern(
          "(?:[-+]?0b[0-1_]+"
              + "|[-+]?0[0-7_]+"
              + "|[-+]?(?:0|[1-9][0-9_]*)"
              + "|[-+]?0x[0-9a-fA-F_]+"
              + "|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)");
  private static final Pattern NOTHING = pattern("(?:~|null|Null|NULL|)");
  private static final Pattern DATE =
      pattern(
          "(?:[0-9]{4}-[0-9]{2}-[0-9]{2}"
              + "|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \\t]+)[0-9][0-9]?"
              + ":[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
              + "(?:[ \\t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?)");

  private Resolver() {}

  private static Pattern pattern(String body) {
    return Pattern.compile("^" + body + "$", Pattern.UNIX_LINES);
  }

  static String resolve(String value) {
    if (value.isEmpty()) {
      return NULL;
    }
    char c = value.charAt(0);
    switch (c) {
      case 'y', 'Y', 't', 'T', 'f', 'F', 'o', 'O' -> {
        return is(BOOLEAN, value) ? BOOL : STR;
      }
      case 'n', 'N' -> {
        return is(BOOLEAN, value) ? BOOL : is(NOTHING, value) ? NULL : STR;
      }
      case '~' -> {
        return is(NOTHING, value) ? NULL : STR;
      }
      case '<' -> {
        return value.equals("<<") || value.equals("<<\n") ? MERGE : STR;
      }
      case '=' -> {
        return value.equals("=") || value.equals("=\n") ? VALUE : STR;
      }
      case '!', '&', '*' -> {
        return value.length() == 1 || (value.length() == 2 && value.charAt(1) == '\n') ? YAML : STR;
      }
      case '.' -> {
        return is(FLOATING, value) ? FLOAT : STR;
      }
      case '-', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        return is(FLOATING, value)
            ? FLOAT
            : is(INTEGER, value) ? INT : is(DATE, value) ? TIMESTAMP : STR;
      }
      default -> {
        return STR;
      }
    }
  }

  private static boolean is(Pattern pattern, String value) {
    return pattern.matcher(value).find();
  }
}
