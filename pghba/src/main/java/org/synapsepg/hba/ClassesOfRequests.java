package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Divides the requests that two files may decide otherwise, and lets both decide. */
final class ClassesOfRequests {
  private final Side before;
  private final Side after;
  private final RequestSpace space;

  /** One file: its rules in order and the requests of each. */
  private static final class Side {
    final HbaFile file;
    final List<HbaRule> rules;
    final List<List<RequestBox>> requests = new ArrayList<>();

    Side(HbaFile file, RequestSpace space) {
      this.file = file;
      // A file that does not load decides nothing.
      this.rules = file.loads() ? file.effectiveRules() : List.of();
      rules.forEach(rule -> requests.add(space.requestsOf(rule, file)));
    }

    String words(@Nullable HbaRule rule) {
      if (!file.loads()) {
        return "file rejected";
      }
      return rule == null
          ? "no rule"
          : "line " + file.lineOf(rule) + " (" + HbaLinter.brief(rule) + ")";
    }

    String meaning(@Nullable HbaRule rule) {
      return rule == null
          ? words(null)
          : rule.content().effectiveMethod() + " " + rule.content().shownOptions();
    }
  }

  /** Some requests and the rule that decides about them; null for none. */
  private record Decided(RequestBox box, @Nullable HbaRule rule) {}

  ClassesOfRequests(HbaFile before, HbaFile after) {
    this.space = new RequestSpace(List.of(before, after));
    this.before = new Side(before, space);
    this.after = new Side(after, space);
  }

  List<HbaComparison.Change> changes() {
    Map<String, HbaComparison.Change> found = new LinkedHashMap<>();
    for (Decided old : decided(before, questions())) {
      for (Decided now : decided(after, List.of(old.box()))) {
        if (before.meaning(old.rule()).equals(after.meaning(now.rule()))) {
          continue;
        }
        String was = before.words(old.rule());
        String is = after.words(now.rule());
        ConnectionRequest example = space.example(now.box());
        if (example != null && !found.containsKey(was + "\n" + is)) {
          found.put(was + "\n" + is, new HbaComparison.Change(example, was, is));
        }
      }
    }
    return new ArrayList<>(found.values());
  }

  /**
   * The requests that may be decided otherwise: those of the rules between the first and the last
   * difference, for a request that none of them takes meets the same rules in both files.
   */
  private List<RequestBox> questions() {
    if (!before.file.loads() || !after.file.loads()) {
      return before.file.loads() == after.file.loads() ? List.of() : List.of(RequestBox.ALL);
    }
    if (!before.file.server().readsLike(after.file.server())) {
      return List.of(RequestBox.ALL);
    }
    int first = 0;
    int shorter = Math.min(before.rules.size(), after.rules.size());
    while (first < shorter && isSame(first, first)) {
      first++;
    }
    int rest = 0;
    while (rest < shorter - first
        && isSame(before.rules.size() - 1 - rest, after.rules.size() - 1 - rest)) {
      rest++;
    }
    List<RequestBox> questions = new ArrayList<>();
    for (Side side : List.of(before, after)) {
      for (int i = first; i < side.rules.size() - rest; i++) {
        for (RequestBox box : side.requests.get(i)) {
          questions.addAll(minus(List.of(box), questions));
        }
      }
    }
    return questions;
  }

  private boolean isSame(int old, int now) {
    return before.rules.get(old).sameMeaning(after.rules.get(now));
  }

  private List<RequestBox> minus(List<RequestBox> boxes, List<RequestBox> others) {
    List<RequestBox> rest = boxes;
    for (RequestBox other : List.copyOf(others)) {
      List<RequestBox> smaller = new ArrayList<>();
      rest.forEach(box -> smaller.addAll(box.minus(other, space.sizes())));
      rest = smaller;
    }
    return rest;
  }

  private List<Decided> decided(Side side, List<RequestBox> boxes) {
    List<Decided> decided = new ArrayList<>();
    List<RequestBox> open = boxes;
    for (int i = 0; i < side.rules.size() && !open.isEmpty(); i++) {
      for (RequestBox taken : side.requests.get(i)) {
        List<RequestBox> rest = new ArrayList<>();
        for (RequestBox box : open) {
          RequestBox both = box.and(taken);
          if (both == null) {
            rest.add(box);
          } else {
            decided.add(new Decided(both, side.rules.get(i)));
            rest.addAll(box.minus(taken, space.sizes()));
          }
        }
        open = rest;
      }
    }
    open.forEach(box -> decided.add(new Decided(box, null)));
    return decided;
  }
}
