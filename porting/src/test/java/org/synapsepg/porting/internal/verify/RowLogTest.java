package org.synapsepg.porting.internal.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.synapsepg.testing.Seed;

/** The log of a table's rows, and what two of them say has changed. */
class RowLogTest {
  private static RowLog log(Map<Long, Long> rows) {
    RowLog log = new RowLog(RowLog.Budget.ofHeap());
    new TreeMap<>(rows).forEach(log::add);
    assertThat(log.isComplete()).isTrue();
    return log;
  }

  private static RowChanges between(RowLog before, RowLog now) {
    Map<Long, RowLog.Segment> old = new HashMap<>();
    before.segments().forEach(s -> old.put(s.number(), s));
    List<RowLog.Segment> changed = new ArrayList<>();
    for (RowLog.Segment segment : now.segments()) {
      RowLog.Segment other = old.get(segment.number());
      if (other != null && other.digest() == segment.digest()) {
        old.remove(segment.number());
      } else {
        changed.add(segment);
      }
    }
    Map<Long, byte[]> rows = new HashMap<>();
    old.forEach((number, segment) -> rows.put(number, segment.rows()));
    return RowChanges.between(rows, changed);
  }

  private static Map<Long, Long> unpacked(RowLog log) {
    Map<Long, Long> rows = new TreeMap<>();
    for (RowLog.Segment segment : log.segments()) {
      RowLog.unpack(segment.number(), segment.rows(), rows::put);
    }
    return rows;
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Random random = new Random(Seed.of(RowLogTest.class));
    for (int i = 0; i < 50; i++) {
      Map<Long, Long> rows = new TreeMap<>();
      rows.put(Long.MIN_VALUE, 1L);
      rows.put(Long.MAX_VALUE, 2L);
      for (int n = random.nextInt(5000); n >= 0; n--) {
        rows.put(
            random.nextBoolean() ? random.nextLong() : random.nextInt(4000) - 2000,
            random.nextLong());
      }
      assertThat(unpacked(log(rows))).isEqualTo(rows);
      assertThat(log(rows).rows()).isEqualTo(rows.size());
    }
  }

  @Test
  void changesAreThoseOfMultisets() {
    Random random = new Random(Seed.of(RowLogTest.class));
    for (int i = 0; i < 200; i++) {
      Map<Long, Long> before = new TreeMap<>();
      for (long n = -3000; n < 3000; n += 1 + random.nextInt(3)) {
        before.put(n, (long) random.nextInt(i % 2 == 0 ? 50 : 1_000_000));
      }
      Map<Long, Long> now = new TreeMap<>();
      long shift = i % 5 == 0 ? 7 : 0;
      before.forEach((n, h) -> now.put(n + shift, h));
      for (int change = random.nextInt(40); change > 0; change--) {
        long at = random.nextInt(6000) - 3000L;
        if (random.nextBoolean()) {
          now.put(at, (long) random.nextInt(100));
        } else {
          now.remove(at);
        }
      }
      RowChanges changes = between(log(before), log(now));
      Map<Long, Integer> left = new HashMap<>();
      before.values().forEach(h -> left.merge(h, 1, Integer::sum));
      now.values().forEach(h -> left.merge(h, -1, Integer::sum));
      long gone = left.values().stream().filter(n -> n > 0).mapToLong(n -> n).sum();
      long added = -left.values().stream().filter(n -> n < 0).mapToLong(n -> n).sum();
      assertThat(changes.gone()).isEqualTo((int) gone);
      assertThat(changes.added()).hasSize((int) added).isSorted();
      for (long rowid : changes.added()) {
        left.merge(now.get(rowid), 1, Integer::sum);
      }
      assertThat(left.values()).allMatch(n -> n >= 0);
    }
  }

  @Test
  void aLogThatIsTooLargeIsNoneAndGivesItsMemoryBack() {
    RowLog.Budget budget = new RowLog.Budget(20_000);
    RowLog large = new RowLog(budget);
    for (long n = 0; n < 10_000; n++) {
      large.add(n, n);
    }
    assertThat(large.isComplete()).isFalse();
    RowLog small = new RowLog(budget);
    for (long n = 0; n < 1_000; n++) {
      small.add(n, n);
    }
    assertThat(small.isComplete()).isTrue();
    assertThat(small.segments()).hasSize(1);
  }
}
