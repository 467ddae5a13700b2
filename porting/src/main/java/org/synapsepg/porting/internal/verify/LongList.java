package org.synapsepg.porting.internal.verify;

import java.util.Arrays;

/** Numbers without a box around each. Mutable; for one thread. */
final class LongList {
  private long[] numbers = new long[64];
  private int size;

  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size + (size >> 1));
    }
    numbers[size++] = number;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return numbers[index];
  }

  /** Sorts the numbers and gives them away. */
  long[] toSorted() {
    Arrays.sort(numbers, 0, size);
    return Arrays.copyOf(numbers, size);
  }

  /** Sorts the numbers in place. */
  void sort() {
    Arrays.sort(numbers, 0, size);
  }
}
