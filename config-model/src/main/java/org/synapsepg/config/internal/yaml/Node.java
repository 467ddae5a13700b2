package org.synapsepg.config.internal.yaml;

import java.util.List;

/**
 * A node as written. {@code start} is where its first property or content begins, {@code end} where
 * its last own character ends (not the blanks, comments and breaks behind it); both are indexes
 * into the text. Identity matters: an alias gives the very node of its anchor.
 */
public abstract sealed class Node permits Node.Scalar, Node.Sequence, Node.Mapping {
  private final String tag;
  private final int start;
  private int contentStart;
  private int end;
  private final boolean anchored;

  private Node(String tag, int start, int contentStart, int end, boolean anchored) {
    this.tag = tag;
    this.start = start;
    this.contentStart = contentStart;
    this.end = end;
    this.anchored = anchored;
  }

  /** The resolved tag. */
  public final String tag() {
    return tag;
  }

  /** Where its properties or content begin. */
  public final int start() {
    return start;
  }

  /** Where its content begins, after anchor and tag. */
  public final int contentStart() {
    return contentStart;
  }

  /** Where its last own character ends. */
  public final int end() {
    return end;
  }

  /** Whether it has an anchor. */
  public final boolean isAnchored() {
    return anchored;
  }

  final void endAt(int end) {
    this.end = end;
  }

  /** A scalar. */
  public static final class Scalar extends Node {
    private final String value;
    private final ScalarStyle style;
    private final boolean surrogates;

    Scalar(
        String tag,
        String value,
        ScalarStyle style,
        boolean surrogates,
        int start,
        int contentStart,
        int end,
        boolean anchored) {
      super(tag, start, contentStart, end, anchored);
      this.value = value;
      this.style = style;
      this.surrogates = surrogates;
    }

    /** Its text, escapes and folding resolved. */
    public String value() {
      return value;
    }

    /** How it is written. */
    public ScalarStyle style() {
      return style;
    }

    /** Whether it has an escape of a surrogate, which Python cannot encode. */
    public boolean hasSurrogates() {
      return surrogates;
    }
  }

  /** A list. */
  public static final class Sequence extends Node {
    private final List<Ref> items;
    private final boolean flow;

    Sequence(
        String tag, List<Ref> items, boolean flow, int start, int contentStart, boolean anchored) {
      super(tag, start, contentStart, contentStart, anchored);
      this.items = items;
      this.flow = flow;
    }

    /** Its items; filled while composing, not changed afterwards. */
    public List<Ref> items() {
      return items;
    }

    /** Whether it is written in brackets. */
    public boolean isFlow() {
      return flow;
    }
  }

  /** A mapping. */
  public static final class Mapping extends Node {
    private final List<Pair> pairs;
    private final boolean flow;

    Mapping(
        String tag, List<Pair> pairs, boolean flow, int start, int contentStart, boolean anchored) {
      super(tag, start, contentStart, contentStart, anchored);
      this.pairs = pairs;
      this.flow = flow;
    }

    /** Its pairs in order, doubled keys included; filled while composing. */
    public List<Pair> pairs() {
      return pairs;
    }

    /** Whether it is written in braces. */
    public boolean isFlow() {
      return flow;
    }
  }

  /**
   * A node at a place: the place of an alias differs from that of its node.
   *
   * @param node the node
   * @param start where this use begins
   * @param end where this use ends
   * @param alias whether this use is an alias
   */
  public record Ref(Node node, int start, int end, boolean alias) {}

  /**
   * A key with its value.
   *
   * @param key the key
   * @param value the value
   */
  public record Pair(Ref key, Ref value) {}
}
