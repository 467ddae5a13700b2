package org.synapsepg.porting.internal.run;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.plan.Batches;
import org.synapsepg.porting.internal.run.Sessions.Work;
import org.synapsepg.porting.internal.state.Ownership;
import org.synapsepg.porting.internal.state.Pending;
import org.synapsepg.porting.internal.state.Pending.Kind;
import org.synapsepg.porting.internal.state.PendingStore;
import org.synapsepg.porting.internal.state.PortSession;
import org.synapsepg.porting.internal.synapse.SynapseTables;

/**
 * Does what is pending once all rows are there: search vectors and indexes by several sessions,
 * largest tables first; then keys, triggers and foreign keys by one, for those would wait for each
 * other's locks. Others do meanwhile what needs no foreign key.
 */
final class Restoration {
  /** So many bytes of rows are proved in one transaction before it is committed. */
  private static final long BATCH = 32L << 20;

  /** Indexes over fewer bytes of rows are built in one transaction with others. */
  private static final long SMALL = 1 << 20;

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

  /**
   * Does all of it, or as much as fits before a stop.
   *
   * @param workers how many sessions work at once; one more builds indexes
   * @param beside what is done while one session proves foreign keys
   */
  void run(int workers, List<Work<PortSession>> beside) throws Exception {
    List<Pending> all = PendingStore.read(control.connection());
    List<Pending> pending = all.stream().filter(p -> p.kind() != Kind.AUTOVACUUM).toList();
    meter.queue(pending.stream().map(Pending::name).toList());
    List<Pending> vectors = of(pending, Kind.SEARCH);
    List<Pending> indexes = of(pending, Kind.INDEX);
    // Vectors first, then what they hold up, for it ends last.
    List<List<Pending>> inOrder = new ArrayList<>();
    vectors.forEach(p -> inOrder.add(List.of(p)));
    indexes.stream().filter(Restoration::isOverVectors).forEach(p -> inOrder.add(List.of(p)));
    inOrder.addAll(
        Batches.of(
            indexes.stream().filter(p -> !isOverVectors(p)).toList(), Pending::bytes, SMALL));
    together(inOrder, workers + 1, new CountDownLatch(vectors.size()));
    // These change nothing but the catalogue.
    carryOut(control, of(pending, Kind.KEY));
    carryOut(control, of(pending, Kind.TRIGGER));
    List<Work<PortSession>> last = new ArrayList<>();
    last.add(session -> prove(session, of(pending, Kind.FOREIGN_KEY)));
    last.addAll(beside);
    sessions.eachOf("finish", workers, last);
    List<Pending> autovacuum = of(all, Kind.AUTOVACUUM);
    if (!autovacuum.isEmpty() && !stop.isStopped()) {
      PendingStore.carryOut(control, owner, autovacuum);
    }
  }

  private void prove(PortSession session, List<Pending> foreignKeys) throws SQLException {
    for (List<Pending> keys : batches(foreignKeys)) {
      carryOut(session, keys);
    }
  }

  /** The keys of small tables together, for a round trip each would cost more than the proof. */
  private static List<List<Pending>> batches(List<Pending> work) {
    List<List<Pending>> batches = new ArrayList<>();
    long bytes = 0;
    for (Pending each : work) {
      if (batches.isEmpty() || bytes >= BATCH) {
        batches.add(new ArrayList<>());
        bytes = 0;
      }
      batches.get(batches.size() - 1).add(each);
      bytes += each.bytes();
    }
    return batches;
  }

  private void together(List<List<Pending>> work, int builders, CountDownLatch vectors)
      throws Exception {
    sessions.<List<Pending>>each(
        "build",
        builders,
        work,
        session ->
            items -> {
              if (isOverVectors(items.get(0)) && !allThere(vectors)) {
                return;
              }
              carryOut(session, items);
              if (items.get(0).kind() == Kind.SEARCH) {
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

  private void carryOut(PortSession session, List<Pending> work) throws SQLException {
    if (!work.isEmpty() && !stop.isStopped()) {
      work.forEach(p -> meter.restoring(work(p)));
      PendingStore.carryOut(session, owner, work);
      work.forEach(p -> meter.restored(p.table(), p.name(), work(p)));
    }
  }

  /** How much work a piece is, in bytes copied. */
  static long work(Pending pending) {
    return switch (pending.kind()) {
      case SEARCH -> WorkAhead.SEARCH_WEIGHT * pending.bytes();
      case INDEX -> (long) (WorkAhead.INDEX_WEIGHT * pending.bytes());
      case KEY, TRIGGER, AUTOVACUUM -> 0;
      case FOREIGN_KEY -> (long) (WorkAhead.KEY_WEIGHT * pending.bytes());
    };
  }

  private static List<Pending> of(List<Pending> pending, Kind kind) {
    return pending.stream().filter(p -> p.kind() == kind).toList();
  }
}
