package org.synapsepg.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The difference of two texts in the unified format of diff and patch, with three lines of context.
 * Lines end at line feeds; a carriage return before one belongs to the line, so a changed line
 * ending shows up.
 *
 * <p>The shortest edit is found for up to {@value #MOST_EDITS} inserted and deleted lines; texts
 * that differ more are shown as one large hunk, in time in proportion to their length.
 */
public final class UnifiedDiff {
  private static final int CONTEXT = 3;
  private static final int MOST_EDITS = 1500;

  private final List<String> before;
  private final List<String> after;
  private final List<Change> changes = new ArrayList<>();

  /** Lines [beforeFrom, beforeTo) of one text stand where [afterFrom, afterTo) of the other do. */
  private record Change(int beforeFrom, int beforeTo, int afterFrom, int afterTo) {}

  private UnifiedDiff(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Compares two texts.
   *
   * @param beforeName what to print as the name of the first
   * @param before the first text
   * @param afterName what to print as the name of the second
   * @param after the second text
   * @return the difference, ending with a line feed; empty if the texts are equal
   */
  public static String between(String beforeName, String before, String afterName, String after) {
    if (before.equals(after)) {
      return "";
    }
    UnifiedDiff diff = new UnifiedDiff(lines(before), lines(after));
    diff.compare();
    StringBuilder text = new StringBuilder();
    text.append("--- ").append(beforeName).append('\n');
    text.append("+++ ").append(afterName).append('\n');
    diff.print(text);
    return text.toString();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private void compare() {
    int from = 0;
    int most = Math.min(before.size(), after.size());
    while (from < most && before.get(from).equals(after.get(from))) {
      from++;
    }
    int tail = 0;
    while (tail < most - from
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    compareMiddle(from, before.size() - tail, after.size() - tail);
  }

  /** The greedy algorithm of Myers (1986) on what is left between common head and tail. */
  private void compareMiddle(int from, int beforeTo, int afterTo) {
    int n = beforeTo - from;
    int m = afterTo - from;
    int limit = Math.min(n + m, MOST_EDITS);
    List<int[]> trace = new ArrayList<>();
    int[] furthest = new int[2 * limit + 3];
    int middle = limit + 1;
    for (int d = 0; d <= limit; d++) {
      trace.add(java.util.Arrays.copyOfRange(furthest, middle - d - 1, middle + d + 2));
      for (int k = -d; k <= d; k += 2) {
        boolean down = k == -d || (k != d && furthest[middle + k - 1] < furthest[middle + k + 1]);
        int x = down ? furthest[middle + k + 1] : furthest[middle + k - 1] + 1;
        int y = x - k;
        while (x < n && y < m && before.get(from + x).equals(after.get(from + y))) {
          x++;
          y++;
        }
        furthest[middle + k] = x;
        if (x >= n && y >= m) {
          collect(trace, from, n, m);
          return;
        }
      }
    }
    changes.add(new Change(from, beforeTo, from, afterTo));
  }

  private void collect(List<int[]> trace, int from, int n, int m) {
    int x = n;
    int y = m;
    List<Change> reversed = new ArrayList<>();
    for (int d = trace.size() - 1; d > 0; d--) {
      int[] furthest = trace.get(d);
      int k = x - y;
      int at = k + d + 1;
      boolean down = k == -d || (k != d && furthest[at - 1] < furthest[at + 1]);
      int previousK = down ? k + 1 : k - 1;
      int previousX = furthest[previousK + d + 1];
      int previousY = previousX - previousK;
      reversed.add(
          down
              ? new Change(
                  from + previousX, from + previousX, from + previousY, from + previousY + 1)
              : new Change(
                  from + previousX, from + previousX + 1, from + previousY, from + previousY));
      x = previousX;
      y = previousY;
    }
    for (int i = reversed.size() - 1; i >= 0; i--) {
      changes.add(reversed.get(i));
    }
  }

  private void print(StringBuilder text) {
    int i = 0;
    while (i < changes.size()) {
      int last = i;
      while (last + 1 < changes.size()
          && changes.get(last + 1).beforeFrom() - changes.get(last).beforeTo() <= 2 * CONTEXT) {
        last++;
      }
      printHunk(text, changes.subList(i, last + 1));
      i = last + 1;
    }
  }

  private void printHunk(StringBuilder text, List<Change> hunk) {
    Change first = hunk.get(0);
    Change last = hunk.get(hunk.size() - 1);
    int head = Math.min(CONTEXT, first.beforeFrom());
    int tail = Math.min(CONTEXT, before.size() - last.beforeTo());
    int from = first.beforeFrom() - head;
    int beforeCount = last.beforeTo() + tail - from;
    int afterFrom = first.afterFrom() - head;
    int afterCount = last.afterTo() + tail - afterFrom;
    text.append("@@ -").append(range(from, beforeCount));
    text.append(" +").append(range(afterFrom, afterCount)).append(" @@\n");
    int here = from;
    for (int i = 0; i < hunk.size(); ) {
      Change change = hunk.get(i);
      printLines(text, ' ', before, here, change.beforeFrom());
      // Neighbouring changes are printed as patch expects them: all deletions, then all insertions.
      int j = i;
      while (j + 1 < hunk.size()
          && hunk.get(j + 1).beforeFrom() == hunk.get(j).beforeTo()
          && hunk.get(j + 1).afterFrom() == hunk.get(j).afterTo()) {
        j++;
      }
      Change end = Objects.requireNonNull(hunk.get(j));
      printLines(text, '-', before, change.beforeFrom(), end.beforeTo());
      printLines(text, '+', after, change.afterFrom(), end.afterTo());
      here = end.beforeTo();
      i = j + 1;
    }
    printLines(text, ' ', before, here, last.beforeTo() + tail);
  }

  private static String range(int from, int count) {
    int start = count == 0 ? from : from + 1;
    return count == 1 ? String.valueOf(start) : start + "," + count;
  }

  private static void printLines(
      StringBuilder text, char mark, List<String> lines, int from, int to) {
    for (int i = from; i < to; i++) {
      String line = lines.get(i);
      text.append(mark).append(line);
      if (!line.endsWith("\n")) {
        text.append("\n\\ No newline at end of file\n");
      }
    }
  }
}
