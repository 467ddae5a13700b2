package org.synapsepg.porting.internal.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.Pending;
import org.synapsepg.porting.internal.state.Pending.Kind;
import org.synapsepg.porting.internal.state.PendingStore;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * Does what is pending once all rows are there: search vectors and indexes by several sessions,
 * largest tables first; then keys, triggers and foreign keys by one, for those would wait for each
 * other's locks.
 */
final class Restoration {
  private final Sessions sessions;
  private final PortSession control;
  private final Ownership owner;
  private final StopSignal stop;
  private final RunMeter meter;

  Restoration(
      Sessions sessions, PortSession control, Ownership owner, StopSignal stop, RunMeter meter) {
    this.sessions = sessions;
    this.control = control;
    this.owner = owner;
    this.stop = stop;
    this.meter = meter;
  }

  /** Does all of it, or as much as fits before a stop. */
  void run(int builders) throws Exception {
    List<Pending> pending = PendingStore.read(control.connection());
    List<Pending> vectors = of(pending, Kind.SEARCH);
    List<Pending> indexes = of(pending, Kind.INDEX);
    // Vectors first, then what they hold up, for it ends last.
    List<Pending> inOrder = new ArrayList<>(vectors);
    indexes.stream().filter(Restoration::isOverVectors).forEach(inOrder::add);
    indexes.stream().filter(p -> !isOverVectors(p)).forEach(inOrder::add);
    together(inOrder, builders, new CountDownLatch(vectors.size()));
    for (Kind kind : List.of(Kind.KEY, Kind.TRIGGER, Kind.FOREIGN_KEY)) {
      for (Pending work : of(pending, kind)) {
        if (stop.isStopped()) {
          return;
        }
        carryOut(control, work);
      }
    }
  }

  private void together(List<Pending> work, int builders, CountDownLatch vectors)
      throws Exception {
    sessions.<Pending>each(
        "build",
        builders,
        work,
        session ->
            item -> {
              if (isOverVectors(item) && !allThere(vectors)) {
                return;
              }
              carryOut(session, item);
              if (item.kind() == Kind.SEARCH) {
                vectors.countDown();
              }
            });
  }

  private static boolean isOverVectors(Pending work) {
    return work.kind() == Kind.INDEX && work.table().equals(SynapseTables.EVENT_SEARCH);
  }

  /** Waits for the last vectors, which other sessions are computing; false after a stop. */
  private boolean allThere(CountDownLatch vectors) throws InterruptedException {
    while (!vectors.await(50, TimeUnit.MILLISECONDS)) {
      if (stop.isStopped()) {
        return false;
      }
    }
    return true;
  }

  private void carryOut(PortSession session, Pending work) throws Exception {
    PendingStore.carryOut(session, owner, work);
    meter.restored(work.table(), work.name(), work(work));
  }

  /** How much work a piece is, in bytes copied. */
  static long work(Pending pending) {
    return switch (pending.kind()) {
      case SEARCH -> 2 * pending.bytes();
      case INDEX -> (long) (RunMeter.INDEX_WEIGHT * pending.bytes());
      case KEY, TRIGGER -> 0;
      case FOREIGN_KEY -> pending.bytes() / 50;
    };
  }

  private static List<Pending> of(List<Pending> pending, Kind kind) {
    return pending.stream().filter(p -> p.kind() == kind).toList();
  }
}
