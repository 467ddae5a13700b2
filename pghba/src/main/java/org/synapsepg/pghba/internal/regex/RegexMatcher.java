package org.synapsepg.pghba.internal.regex;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.synapsepg.pghba.internal.regex.RegexNode.Preference;

/**
 * Matches one text. For each node and start the set of possible ends is computed once, so that time
 * is bounded by the size of the expression times the square of the text, whatever the expression.
 *
 * <p>Which of several matches counts follows the server: the leftmost; of those the longest or
 * shortest as the expression prefers; then each part from left to right as it prefers.
 */
final class RegexMatcher {
  private final RegexNode root;
  private final byte[] text;
  private final IdentityHashMap<RegexNode, List<Optional<BitSet>>> memory = new IdentityHashMap<>();
  private int groupStart = -1;
  private int groupEnd = -1;

  RegexMatcher(RegexNode root, byte[] text) {
    this.root = root;
    this.text = text;
  }

  /** The start of the leftmost match, or -1. */
  int find() {
    for (int i = 0; i <= text.length; i++) {
      if (!ends(root, i).isEmpty()) {
        return i;
      }
    }
    return -1;
  }

  Optional<int[]> firstGroup() {
    int start = find();
    if (start < 0) {
      return Optional.empty();
    }
    BitSet ends = ends(root, start);
    int end = root.preference() == Preference.SHORTER ? ends.nextSetBit(0) : ends.length() - 1;
    dissect(root, start, end);
    return groupStart < 0 ? Optional.empty() : Optional.of(new int[] {groupStart, groupEnd});
  }

  private BitSet ends(RegexNode node, int start) {
    List<Optional<BitSet>> known =
        memory.computeIfAbsent(
            node, n -> new ArrayList<>(Collections.nCopies(text.length + 1, Optional.empty())));
    Optional<BitSet> before = known.get(start);
    if (before.isPresent()) {
      return before.get();
    }
    BitSet ends = compute(node, start);
    known.set(start, Optional.of(ends));
    return ends;
  }

  private BitSet compute(RegexNode node, int start) {
    if (node instanceof RegexNode.Chars chars) {
      boolean in = start < text.length && chars.set.get(text[start] & 0xFF);
      return in ? one(start + 1) : new BitSet();
    }
    if (node instanceof RegexNode.Empty) {
      return one(start);
    }
    if (node instanceof RegexNode.Place place) {
      return holds(place.kind, start) ? one(start) : new BitSet();
    }
    if (node instanceof RegexNode.Look look) {
      return looks(look, start) == look.positive ? one(start) : new BitSet();
    }
    if (node instanceof RegexNode.Group group) {
      return ends(group.inner, start);
    }
    if (node instanceof RegexNode.Choice choice) {
      BitSet all = new BitSet();
      choice.branches.forEach(branch -> all.or(ends(branch, start)));
      return all;
    }
    if (node instanceof RegexNode.Sequence sequence) {
      return endsOfAll(sequence.parts, one(start));
    }
    RegexNode.Repeat repeat = (RegexNode.Repeat) node;
    return endsOfRepeat(repeat.inner, repeat.least, repeat.most, start);
  }

  private BitSet endsOfAll(List<RegexNode> parts, BitSet starts) {
    BitSet present = starts;
    for (RegexNode part : parts) {
      present = step(part, present);
    }
    return present;
  }

  private BitSet step(RegexNode node, BitSet starts) {
    BitSet next = new BitSet();
    for (int i = starts.nextSetBit(0); i >= 0; i = starts.nextSetBit(i + 1)) {
      next.or(ends(node, i));
    }
    return next;
  }

  private BitSet endsOfRepeat(RegexNode inner, int least, int most, int start) {
    BitSet present = one(start);
    for (int i = 0; i < least && !present.isEmpty(); i++) {
      present = step(inner, present);
    }
    BitSet all = (BitSet) present.clone();
    BitSet fresh = present;
    int rounds = most == RegexNode.Repeat.INFINITE ? Integer.MAX_VALUE : most - least;
    for (int i = 0; i < rounds && !fresh.isEmpty(); i++) {
      BitSet next = step(inner, fresh);
      next.andNot(all);
      all.or(next);
      fresh = next;
    }
    return all;
  }

  private boolean looks(RegexNode.Look look, int at) {
    if (look.ahead) {
      return !ends(look.inner, at).isEmpty();
    }
    for (int i = at; i >= 0; i--) {
      if (ends(look.inner, i).get(at)) {
        return true;
      }
    }
    return false;
  }

  private boolean holds(RegexNode.Place.Kind kind, int at) {
    boolean before = at > 0 && CharClasses.isWord(text[at - 1]);
    boolean after = at < text.length && CharClasses.isWord(text[at]);
    return switch (kind) {
      case START -> at == 0;
      case END -> at == text.length;
      case LINE_START -> at == 0 || text[at - 1] == '\n';
      case LINE_END -> at == text.length || text[at] == '\n';
      case WORD_START -> !before && after;
      case WORD_END -> before && !after;
      case WORD_EDGE -> before != after;
      case NO_WORD_EDGE -> before == after;
    };
  }

  private static BitSet one(int at) {
    BitSet set = new BitSet();
    set.set(at);
    return set;
  }

  /** Finds which part of a match each node takes, as far as the first group needs it. */
  private void dissect(RegexNode node, int start, int end) {
    if (!holdsGroup(node)) {
      return;
    }
    if (node instanceof RegexNode.Group group) {
      if (group.number == 1) {
        groupStart = start;
        groupEnd = end;
      }
      dissect(group.inner, start, end);
    } else if (node instanceof RegexNode.Choice choice) {
      for (RegexNode branch : choice.branches) {
        if (ends(branch, start).get(end)) {
          dissect(branch, start, end);
          return;
        }
      }
    } else if (node instanceof RegexNode.Sequence sequence) {
      dissectAll(sequence.parts, start, end);
    } else if (node instanceof RegexNode.Repeat repeat) {
      dissectRepeat(repeat, start, end);
    }
  }

  private void dissectAll(List<RegexNode> parts, int start, int end) {
    int at = start;
    for (int i = 0; i < parts.size(); i++) {
      // Neighbours without a group form one part of their own in the server.
      int last = i;
      Preference preference = parts.get(i).preference();
      if (!holdsGroup(parts.get(i))) {
        while (last + 1 < parts.size()
            && !holdsGroup(parts.get(last + 1))
            && !clash(preference, parts.get(last + 1).preference())) {
          last++;
          preference = preference.or(parts.get(last).preference());
        }
      }
      List<RegexNode> here = parts.subList(i, last + 1);
      List<RegexNode> rest = parts.subList(last + 1, parts.size());
      int next = chooseEnd(endsOfAll(here, one(at)), rest, preference, end);
      if (here.size() == 1) {
        dissect(here.get(0), at, next);
      }
      at = next;
      i = last;
    }
  }

  private static boolean clash(Preference a, Preference b) {
    return a != Preference.NONE && b != Preference.NONE && a != b;
  }

  private int chooseEnd(BitSet ends, List<RegexNode> rest, Preference preference, int end) {
    boolean shorter = preference == Preference.SHORTER;
    int at = shorter ? ends.nextSetBit(0) : ends.length() - 1;
    while (at >= 0) {
      if (endsOfAll(rest, one(at)).get(end)) {
        return at;
      }
      at = shorter ? ends.nextSetBit(at + 1) : at == 0 ? -1 : ends.previousSetBit(at - 1);
    }
    throw new IllegalStateException("a match that was found cannot be taken apart");
  }

  private void dissectRepeat(RegexNode.Repeat repeat, int start, int end) {
    RegexNode inner = repeat.inner;
    if (repeat.most == 0) {
      return;
    }
    if (repeat.least == 1 && repeat.most == 1) {
      dissect(inner, start, end);
      return;
    }
    if (repeat.least > 0) {
      // The last round captures; the rounds before it are one part, as the whole prefers.
      int most = repeat.most == RegexNode.Repeat.INFINITE ? repeat.most : repeat.most - 1;
      BitSet before = endsOfRepeat(inner, repeat.least - 1, most, start);
      int at = chooseEnd(before, List.of(inner), repeat.preference(), end);
      dissect(inner, at, end);
      return;
    }
    if (start == end) {
      // An inner part that prefers less is content with no round at all.
      if (inner.preference() != Preference.SHORTER && ends(inner, start).get(start)) {
        dissect(inner, start, start);
      }
      return;
    }
    boolean shorter = inner.preference() == Preference.SHORTER;
    iterate(inner, start, end, repeat.most, shorter);
  }

  /** Rounds from left to right, each as long or short as the inner part prefers. */
  private void iterate(RegexNode inner, int start, int end, int most, boolean shorter) {
    int at = start;
    for (int left = most; ; left--) {
      int rounds = left == RegexNode.Repeat.INFINITE ? left : left - 1;
      BitSet ends = (BitSet) ends(inner, at).clone();
      if (ends.cardinality() > 1) {
        ends.clear(at);
      }
      int next = shorter ? ends.nextSetBit(0) : ends.length() - 1;
      while (next != end && !endsOfRepeat(inner, 0, Math.max(rounds, 0), next).get(end)) {
        next = shorter ? ends.nextSetBit(next + 1) : ends.previousSetBit(next - 1);
      }
      if (next == end || next == at) {
        dissect(inner, at, next);
        return;
      }
      at = next;
      if (most == RegexNode.Repeat.INFINITE) {
        left = most + 1;
      }
    }
  }

  private static boolean holdsGroup(RegexNode node) {
    if (node instanceof RegexNode.Group group) {
      return group.number == 1 || holdsGroup(group.inner);
    }
    if (node instanceof RegexNode.Choice choice) {
      return choice.branches.stream().anyMatch(RegexMatcher::holdsGroup);
    }
    if (node instanceof RegexNode.Sequence sequence) {
      return sequence.parts.stream().anyMatch(RegexMatcher::holdsGroup);
    }
    return node instanceof RegexNode.Repeat repeat && holdsGroup(repeat.inner);
  }
}
