package org.synapsepg.porting.internal.run;

import jakarta.annotation.Nullable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.synapsepg.porting.PortEstimate;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortEvent.Remaining;
import org.synapsepg.porting.internal.load.LoadMeter;

/**
 * Adds up how far a run has come and tells it. Work is measured in bytes: what is copied counts
 * with its rows, and what is done with it afterwards (indexes, search vectors, statistics,
 * comparison) as {@link WorkAhead} weighs it.
 */
final class RunMeter implements LoadMeter {
  /** A row costs as much as so many bytes. */
  static final int ROW_WEIGHT = 50;

  private static final long TELL_EVERY_NANOS = 200_000_000L;

  /** From this part of the work on, what preflight told counts no more. */
  private static final double NARROWED = 0.05;

  /** How far off the end may be then; from a tenth of the work on, it is a quarter. */
  private static final double DOUBT = 0.3;

  /** An estimate follows what was seen within this part of the time that has gone by. */
  private static final double MEMORY = 0.1;

  private final Consumer<PortEvent> listener;
  private final LongSupplier clock;
  private final AtomicLong lastTold;
  private final AtomicLong rows = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong laterDone = new AtomicLong();
  private final AtomicLong laterBegun = new AtomicLong();
  private volatile long begun;
  private volatile long working;
  private volatile Phase phase = Phase.PREFLIGHT;
  private volatile long rowsTotal;
  private volatile long bytesTotal;
  private volatile long laterTotal;

  /** What preflight told, counted from the first write. */
  private volatile @Nullable Remaining told;

  /** When the run is expected to end, counted from its first write; 0 as long as nobody knows. */
  private double end;

  private double endKnown;

  RunMeter(Consumer<PortEvent> listener) {
    this(listener, System::nanoTime);
  }

  /** With another clock, in nanoseconds. */
  RunMeter(Consumer<PortEvent> listener, LongSupplier clock) {
    this.listener = listener;
    this.clock = clock;
    this.lastTold = new AtomicLong(clock.getAsLong());
    this.begun = clock.getAsLong();
  }

  void enter(Phase next) {
    if (phase == Phase.LOADING || phase == Phase.RESTORING) {
      // So that whoever shows it does not stop short of what was done.
      listener.accept(progress(clock.getAsLong()));
    }
    if (next == Phase.PREPARING) {
      begun = clock.getAsLong();
    }
    if (phase == Phase.PREPARING) {
      working = clock.getAsLong();
    }
    phase = next;
    listener.accept(new PortEvent.PhaseStarted(next));
  }

  /** The first write is next, and preflight told this: what the progress starts from. */
  void told(PortEstimate estimate) {
    Duration preflight = Duration.ofNanos(clock.getAsLong() - begun);
    Remaining port = estimate.port();
    Remaining rest = without(estimate.whole(), preflight);
    told =
        new Remaining(
            longer(port.least(), rest.least()),
            longer(port.likely(), rest.likely()),
            longer(port.most(), rest.most()));
  }

  /** What there is to do in all. */
  void expect(long rowsToCopy, long bytesToCopy, long laterWork) {
    rowsTotal = rowsToCopy;
    bytesTotal = bytesToCopy;
    laterTotal = laterWork;
    if (told != null) {
      listener.accept(progress(clock.getAsLong()));
    }
  }

  Duration sinceFirstWrite() {
    return Duration.ofNanos(clock.getAsLong() - begun);
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

  /** A piece of the work after copying begins. */
  void restoring(long work) {
    laterBegun.addAndGet(work);
  }

  /** A piece of the work after copying that was begun is done. */
  void restored(String table, String name, long work) {
    listener.accept(new PortEvent.Restored(table, name));
    laterBegun.addAndGet(-work);
    worked(work);
  }

  /** A piece of other work is done. */
  void worked(long work) {
    laterDone.addAndGet(work);
    tell();
  }

  private void tell() {
    long now = clock.getAsLong();
    long last = lastTold.get();
    if (now - last >= TELL_EVERY_NANOS && lastTold.compareAndSet(last, now)) {
      listener.accept(progress(now));
    }
  }

  private PortEvent progress(long now) {
    double total = Math.max(1.0, (double) ROW_WEIGHT * rowsTotal + bytesTotal + laterTotal);
    // What is under way is half done, as far as anybody knows.
    double done =
        (double) ROW_WEIGHT * rows.get()
            + bytes.get()
            + laterDone.get()
            + Math.max(0, laterBegun.get()) / 2.0;
    double share = Math.min(1.0, done / total);
    Duration elapsed = Duration.ofNanos(now - begun);
    Optional<Remaining> remaining = remaining(now, share, elapsed);
    return new PortEvent.Progress(
        phase, rows.get(), rowsTotal, bytes.get(), bytesTotal, share, elapsed, remaining);
  }

  /** What preflight told, until the first part of the run has shown more. */
  private Optional<Remaining> remaining(long now, double share, Duration elapsed) {
    Remaining first = told;
    boolean seen = share >= NARROWED || (share > 0.02 && elapsed.toMillis() > 500);
    if (!seen) {
      return Optional.ofNullable(first).map(f -> without(f, elapsed));
    }
    double left = expectedEnd(now, share) - (double) (now - begun);
    double doubt = share < 0.1 ? DOUBT : 0.25;
    Remaining shown =
        new Remaining(nanos(left * (1 - doubt)), nanos(left), nanos(left * (1 + doubt)));
    return Optional.of(
        first == null || share >= NARROWED
            ? shown
            : between(without(first, elapsed), shown, share / NARROWED));
  }

  private static Remaining without(Remaining all, Duration gone) {
    return new Remaining(
        longer(all.least().minus(gone), Duration.ZERO),
        longer(all.likely().minus(gone), Duration.ZERO),
        longer(all.most().minus(gone), Duration.ZERO));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static Remaining between(Remaining from, Remaining to, double share) {
    return new Remaining(
        between(from.least(), to.least(), share),
        between(from.likely(), to.likely(), share),
        between(from.most(), to.most(), share));
  }

  private static Duration between(Duration from, Duration to, double share) {
    return nanos(from.toNanos() + (to.toNanos() - from.toNanos()) * share);
  }

  private static Duration nanos(double nanos) {
    return Duration.ofNanos((long) nanos);
  }

  /** The run's end as it looks now, drawn towards what it looked like before. */
  private synchronized double expectedEnd(long now, double share) {
    double elapsed = (double) (now - begun);
    double looks = elapsed + (double) (now - working) * (1 - share) / share;
    double news = 1 - Math.exp((endKnown - elapsed) / (MEMORY * elapsed));
    end = Math.max(elapsed, end == 0 ? looks : end + (looks - end) * news);
    endKnown = elapsed;
    return end;
  }
}
