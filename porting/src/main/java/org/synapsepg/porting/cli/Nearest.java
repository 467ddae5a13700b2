package org.synapsepg.porting.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * The right word that is nearest to a wrong one, as people mistype: a letter more, less, wrong, or
 * two swapped.
 */
final class Nearest {
  private Nearest() {}

  /** The nearest word; empty if all are too far away. */
  static Optional<String> to(String wrong, Collection<String> right) {
    return right.stream()
        .min(Comparator.comparingInt((String r) -> distance(wrong, r)).thenComparing(r -> r))
        .filter(r -> distance(wrong, r) <= Math.max(1, Math.min(wrong.length(), r.length()) / 2));
  }

  /** Optimal string alignment: the fewest edits that make one word of the other. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + changed);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
