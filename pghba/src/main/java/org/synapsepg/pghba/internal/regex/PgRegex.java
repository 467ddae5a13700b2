package org.synapsepg.pghba.internal.regex;

import jakarta.annotation.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A regular expression of an authentication file. Immutable. */
public final class PgRegex {
  /** The answer to whether an expression matches. */
  public enum Answer {
    /** It does. */
    YES,
    /** It does not. */
    NO,
    /** This library does not know to read it exactly. */
    UNKNOWN
  }

  private static final int LONGEST_TEXT = 4_096;

  private final @Nullable RegexNode root;

  private PgRegex(@Nullable RegexNode root) {
    this.root = root;
  }

  /**
   * What the server says against an expression.
   *
   * @param pattern its bytes, without the slash
   * @param major the server's major version
   * @return the server's error text; null if it accepts the expression or this library cannot tell
   */
  public static @Nullable String errorOf(byte[] pattern, int major) {
    try {
      RegexParser.parse(pattern, major);
      return null;
    } catch (RegexError e) {
      return e.isUnsupported() ? null : e.text();
    }
  }

  /**
   * Reads an expression.
   *
   * @param pattern its bytes, without the slash
   * @param major the server's major version
   * @return the expression; one that cannot be read exactly answers {@link Answer#UNKNOWN}
   */
  public static PgRegex of(byte[] pattern, int major) {
    try {
      return new PgRegex(RegexParser.parse(pattern, major));
    } catch (RegexError e) {
      return new PgRegex(null);
    }
  }

  /**
   * Whether a text holds a match anywhere.
   *
   * @param text its bytes
   * @return the answer
   */
  public Answer matches(byte[] text) {
    if (root == null || text.length > LONGEST_TEXT) {
      return Answer.UNKNOWN;
    }
    return new RegexMatcher(root, text).find() >= 0 ? Answer.YES : Answer.NO;
  }

  /**
   * What the first group captures in the match that the server would choose.
   *
   * @param text its bytes; a text for which {@link #matches} is {@link Answer#YES}
   * @return the start and end of the group, or empty if the group is not part of the match
   */
  public Optional<int[]> firstGroup(byte[] text) {
    if (root == null) {
      throw new IllegalStateException("an expression that is not understood has no group");
    }
    return new RegexMatcher(root, text).firstGroup();
  }

  /**
   * Some short texts that it matches.
   *
   * @return up to eight; none if none was found
   */
  public List<String> samples() {
    if (root == null) {
      return List.of();
    }
    return RegexSamples.of(root).stream()
        .filter(text -> matches(text.getBytes(StandardCharsets.UTF_8)) == Answer.YES)
        .toList();
  }

  /** Whether the expression is understood. */
  public boolean isKnown() {
    return root != null;
  }
}
