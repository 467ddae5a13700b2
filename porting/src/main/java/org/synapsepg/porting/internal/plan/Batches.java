package org.synapsepg.porting.internal.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Puts small things together that would otherwise cost the round trips of a transaction each. A
 * Synapse database has a hundred small tables, and the server may be twenty milliseconds away.
 */
public final class Batches {
  /** More would leave the other workers nothing to do. */
  private static final int TOGETHER = 16;

  private Batches() {}

  /**
   * Things in the order in which they are best done: the largest first, small ones together.
   *
   * @param things all that is to be done
   * @param size how large each is
   * @param small those below this size share a batch; four times as much, at most, is together
   */
  public static <T> List<List<T>> of(Collection<T> things, ToLongFunction<T> size, long small) {
    List<List<T>> batches = new ArrayList<>();
    List<T> together = new ArrayList<>();
    long sum = 0;
    for (T thing : things.stream().sorted(Comparator.comparingLong(size).reversed()).toList()) {
      long one = size.applyAsLong(thing);
      if (one >= small) {
        batches.add(List.of(thing));
        continue;
      }
      together.add(thing);
      sum += one;
      if (together.size() == TOGETHER || sum > 3 * small) {
        batches.add(List.copyOf(together));
        together.clear();
        sum = 0;
      }
    }
    if (!together.isEmpty()) {
      batches.add(List.copyOf(together));
    }
    return batches;
  }
}
