package org.synapsepg.porting.internal.run;

import java.util.ArrayList;
import java.util.List;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.Pending;
import org.synapsepg.porting.internal.state.Pending.Kind;
import org.synapsepg.porting.internal.state.PendingStore;
import org.synapsepg.porting.internal.state.PortSession;

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
    // Vectors before the indexes over them; everything else at the same time.
    List<Pending> first = new ArrayList<>(of(pending, Kind.SEARCH));
    List<Pending> then = of(pending, Kind.INDEX);
    boolean vectors = !first.isEmpty();
    if (vectors) {
      then.stream().filter(p -> !p.table().equals("event_search")).forEach(first::add);
      together(first, builders);
      then = then.stream().filter(p -> p.table().equals("event_search")).toList();
    }
    together(then, builders);
    for (Kind kind : List.of(Kind.KEY, Kind.TRIGGER, Kind.FOREIGN_KEY)) {
      for (Pending work : of(pending, kind)) {
        if (stop.isStopped()) {
          return;
        }
        carryOut(control, work);
      }
    }
  }

  private void together(List<Pending> work, int builders) throws Exception {
    sessions.<Pending>each("build", builders, work, session -> item -> carryOut(session, item));
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
