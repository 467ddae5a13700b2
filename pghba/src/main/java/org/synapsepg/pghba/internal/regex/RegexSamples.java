package org.synapsepg.pghba.internal.regex;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Short texts that an expression probably matches, to be tried. */
final class RegexSamples {
  private static final int MOST = 8;

  private RegexSamples() {}

  static List<String> of(RegexNode node) {
    if (node instanceof RegexNode.Chars chars) {
      return List.of(String.valueOf(letter(chars.set)));
    }
    if (node instanceof RegexNode.Sequence sequence) {
      List<String> all = List.of("");
      for (RegexNode part : sequence.parts) {
        all = joined(all, of(part));
      }
      return all;
    }
    if (node instanceof RegexNode.Choice choice) {
      List<String> all = new ArrayList<>();
      choice.branches.forEach(branch -> all.addAll(of(branch)));
      return all.size() > MOST ? all.subList(0, MOST) : all;
    }
    if (node instanceof RegexNode.Group group) {
      return of(group.inner);
    }
    if (node instanceof RegexNode.Repeat repeat) {
      List<String> all = List.of("");
      for (int i = 0; i < repeat.least; i++) {
        all = joined(all, of(repeat.inner));
      }
      return all;
    }
    return List.of("");
  }

  private static List<String> joined(List<String> heads, List<String> tails) {
    List<String> all = new ArrayList<>();
    for (String head : heads) {
      for (String tail : tails) {
        if (all.size() < MOST) {
          all.add(head + tail);
        }
      }
    }
    return all;
  }

  /** A letter of the set if it has one, else what it begins with. */
  private static char letter(BitSet set) {
    int letter = set.nextSetBit('a');
    int any = letter >= 0 && letter <= 'z' ? letter : set.nextSetBit('!');
    return (char) (any >= 0 && any < 0x80 ? any : Math.max(0, set.nextSetBit(0)));
  }
}
