package org.synapsepg.porting.internal.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortEvent.Remaining;
import org.synapsepg.porting.internal.load.LoadMeter;

/**
 * Adds up how far a run has come and tells it. Work is measured in bytes of rows: what is copied
 * counts once, and what is done with it afterwards (indexes, search vectors) counts as the bytes of
 * its table times a weight that was measured.
 */
final class RunMeter implements LoadMeter {
  /**
   * Building one index costs about this part of copying its table: of 3,496,628 rows with 163
   * indexes and keys the copying took 4.7 s and the rest 8.4 s, on two cores.
   */
  static final double INDEX_WEIGHT = 0.7;

  private static final long TELL_EVERY_NANOS = 200_000_000L;

  private final Consumer<PortEvent> listener;
  private final AtomicLong lastTold = new AtomicLong(System.nanoTime());
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong laterDone = new AtomicLong();
  private volatile long begun = System.nanoTime();
  private volatile Phase phase = Phase.PREFLIGHT;
  private volatile long rowsTotal;
  private volatile long bytesTotal;
  private volatile long laterTotal;

  RunMeter(Consumer<PortEvent> listener) {
    this.listener = listener;
  }

  void enter(Phase next) {
    if (phase == Phase.LOADING || phase == Phase.RESTORING) {
      // So that whoever shows it does not stop short of what was done.
      listener.accept(progress(System.nanoTime()));
    }
    phase = next;
    if (next == Phase.PREPARING) {
      begun = System.nanoTime();
    }
    listener.accept(new PortEvent.PhaseStarted(next));
  }

  /** What there is to do in all. */
  void expect(long rowsToCopy, long bytesToCopy, long laterWork) {
    rowsTotal = rowsToCopy;
    bytesTotal = bytesToCopy;
    laterTotal = laterWork;
  }

  Duration sinceFirstWrite() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  long rowsCopied() {
    return rows.get();
  }

  /** What the phase works through, in the order in which it begins it. */
  void queue(List<String> items) {
    listener.accept(new PortEvent.Queued(phase, items));
  }

  /** A table was compared with the source. */
  void verified(String table) {
    listener.accept(new PortEvent.TableVerified(table));
  }

  @Override
  public void started(String table, long tableRows, long tableBytes) {
    listener.accept(new PortEvent.TableStarted(table, tableRows, tableBytes));
  }

  @Override
  public void sent(long moreRows, long moreBytes) {
    rows.addAndGet(moreRows);
    bytes.addAndGet(moreBytes);
    tell();
  }

  @Override
  public void saved(String table, long tableRows) {
    listener.accept(new PortEvent.CheckpointSaved(table, tableRows));
  }

  @Override
  public void finished(String table, long tableRows) {
    listener.accept(new PortEvent.TableFinished(table, tableRows));
  }

  /** A piece of the work after copying is done. */
  void restored(String table, String name, long work) {
    laterDone.addAndGet(work);
    listener.accept(new PortEvent.Restored(table, name));
    tell();
  }

  private void tell() {
    long now = System.nanoTime();
    long last = lastTold.get();
    if (now - last >= TELL_EVERY_NANOS && lastTold.compareAndSet(last, now)) {
      listener.accept(progress(now));
    }
  }

  private PortEvent progress(long now) {
    double total = Math.max(1.0, (double) (bytesTotal + laterTotal));
    double share = Math.min(1.0, (bytes.get() + laterDone.get()) / total);
    Duration elapsed = Duration.ofNanos(now - begun);
    Optional<Remaining> remaining = Optional.empty();
    if (share > 0.02 && elapsed.toMillis() > 1000) {
      double left = elapsed.toMillis() * (1 - share) / share;
      double doubt = share < 0.1 ? 0.4 : 0.2;
      remaining =
          Optional.of(
              new Remaining(
                  Duration.ofMillis((long) (left * (1 - doubt))),
                  Duration.ofMillis((long) left),
                  Duration.ofMillis((long) (left * (1 + doubt)))));
    }
    return new PortEvent.Progress(
        phase, rows.get(), rowsTotal, bytes.get(), bytesTotal, share, elapsed, remaining);
  }
}
