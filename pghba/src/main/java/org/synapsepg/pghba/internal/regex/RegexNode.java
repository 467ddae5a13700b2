package org.synapsepg.pghba.internal.regex;

import java.util.BitSet;
import java.util.List;

/**
 * The parsed form of a regular expression. Each node is its own identity, for memories of matches.
 */
abstract sealed class RegexNode {
  /** Which of several possible ends a match prefers. */
  enum Preference {
    NONE,
    LONGER,
    SHORTER;

    Preference or(Preference next) {
      return this == NONE ? next : this;
    }
  }

  Preference preference() {
    return Preference.NONE;
  }

  /** How many states the server would need, roughly. */
  abstract long size();

  /** One byte of a set. */
  static final class Chars extends RegexNode {
    final BitSet set;

    Chars(BitSet set) {
      this.set = set;
    }

    @Override
    long size() {
      return 1;
    }
  }

  /** Nothing. */
  static final class Empty extends RegexNode {
    @Override
    long size() {
      return 1;
    }
  }

  /** A place. */
  static final class Place extends RegexNode {
    /** Which places there are. */
    enum Kind {
      START,
      END,
      LINE_START,
      LINE_END,
      WORD_START,
      WORD_END,
      WORD_EDGE,
      NO_WORD_EDGE
    }

    final Kind kind;

    Place(Kind kind) {
      this.kind = kind;
    }

    @Override
    long size() {
      return 1;
    }
  }

  /** What must or must not follow or precede. */
  static final class Look extends RegexNode {
    final RegexNode inner;
    final boolean ahead;
    final boolean positive;

    Look(RegexNode inner, boolean ahead, boolean positive) {
      this.inner = inner;
      this.ahead = ahead;
      this.positive = positive;
    }

    @Override
    long size() {
      return 1 + inner.size();
    }
  }

  /** Parts one after another. */
  static final class Sequence extends RegexNode {
    final List<RegexNode> parts;
    private final Preference preference;

    Sequence(List<RegexNode> parts) {
      this.parts = List.copyOf(parts);
      Preference first = Preference.NONE;
      for (RegexNode part : parts) {
        first = first.or(part.preference());
      }
      this.preference = first;
    }

    @Override
    Preference preference() {
      return preference;
    }

    @Override
    long size() {
      return parts.stream().mapToLong(RegexNode::size).sum();
    }
  }

  /** One of several branches. */
  static final class Choice extends RegexNode {
    final List<RegexNode> branches;

    Choice(List<RegexNode> branches) {
      this.branches = List.copyOf(branches);
    }

    @Override
    Preference preference() {
      return Preference.LONGER;
    }

    @Override
    long size() {
      return branches.stream().mapToLong(RegexNode::size).sum();
    }
  }

  /** Something several times. */
  static final class Repeat extends RegexNode {
    static final int INFINITE = 256;

    final RegexNode inner;
    final int least;
    final int most;
    private final Preference preference;

    Repeat(RegexNode inner, int least, int most, Preference quantifier) {
      this.inner = inner;
      this.least = least;
      this.most = most;
      this.preference = quantifier.or(inner.preference());
    }

    @Override
    Preference preference() {
      return preference;
    }

    @Override
    long size() {
      return Math.min(inner.size() * Math.max(1, most == INFINITE ? least : most), 1L << 40);
    }
  }

  /** Parentheses; number 0 if they do not capture. */
  static final class Group extends RegexNode {
    final RegexNode inner;
    final int number;

    Group(RegexNode inner, int number) {
      this.inner = inner;
      this.number = number;
    }

    @Override
    Preference preference() {
      return inner.preference();
    }

    @Override
    long size() {
      return inner.size();
    }
  }
}
