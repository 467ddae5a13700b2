package org.synapsepg.porting;

import jakarta.annotation.Nullable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.synapsepg.porting.internal.load.StopSignal;
import org.synapsepg.porting.internal.run.Engine;
import org.synapsepg.porting.internal.run.EventPump;
import org.synapsepg.porting.internal.run.RunSettings;
import org.synapsepg.porting.internal.threads.Running;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * A port that is under way, in threads of its own. Closing it ends it; none of its threads and
 * connections outlives {@link #close()}. Safe for use by several threads; a listener may call
 * {@link #requestStop()}, but must not wait for the run that waits for it.
 *
 * <p>Example: {@code try (PortRun run = job.start()) { PortOutcome outcome = run.await(); }}
 */
public final class PortRun implements AutoCloseable {
  private final StopSignal stop = new StopSignal();
  private final AtomicInteger stopsRequested = new AtomicInteger();
  private final AtomicReference<PortOutcome> outcome = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final EventPump events;
  private final Running thread;

  PortRun(RunSettings settings, PortListener listener) {
    Threads threads = settings.host().threads();
    events = new EventPump(listener, threads);
    try {
      thread = threads.start("port", () -> run(settings));
    } catch (RuntimeException e) {
      events.close();
      throw e;
    }
  }

  private void run(RunSettings settings) {
    try {
      outcome.set(new Engine(settings, stop, events::tell, PortCertificate::of).run());
    } catch (Error e) {
      outcome.set(failed(e));
      throw e;
    } finally {
      events.close();
      ended.countDown();
    }
  }

  private static PortOutcome failed(Error e) {
    return new PortOutcome.Failed(
        org.synapsepg.core.Findings.of(
            org.synapsepg.core.Finding.of(PortCode.RUN_FAILED, String.valueOf(e))),
        new IllegalStateException(e));
  }

  /**
   * Asks the run to stop, from any thread, without waiting. The first request ends it at the next
   * checkpoint, which takes less than two seconds, as {@link PortOutcome.Stopped}. A second one
   * ends it at once: as {@link PortOutcome.Failed} with {@link PortCode#ABORTED}, or as stopped if
   * nothing had been written yet. Either way the same job, started again, goes on from the last
   * checkpoint. A run that was ending anyway ends as it would have; one that has ended is left as
   * it is.
   */
  public void requestStop() {
    boolean again = stopsRequested.incrementAndGet() > 1;
    events.tell(new PortEvent.StopRequested(again));
    if (again) {
      stop.abort();
    } else {
      stop.stop();
    }
  }

  /**
   * Waits until the run has ended and the listener has been told all of it. May be called any
   * number of times, after {@link #close()} too.
   *
   * @return how it ended
   * @throws InterruptedException if the waiting thread is interrupted; the run goes on
   */
  public PortOutcome await() throws InterruptedException {
    ended.await();
    return java.util.Objects.requireNonNull(outcome.get());
  }

  /**
   * Waits until the run has ended, but not for ever.
   *
   * @param patience the longest time to wait, to the millisecond; zero only asks
   * @return how it ended; null if it has not
   * @throws InterruptedException if the waiting thread is interrupted; the run goes on
   */
  public @Nullable PortOutcome await(Duration patience) throws InterruptedException {
    return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS) ? outcome.get() : null;
  }

  /**
   * Ends the run at once if it has not ended yet, and waits for its threads, even if interrupted.
   * Nothing is lost: what was committed is a checkpoint.
   */
  @Override
  public void close() {
    if (ended.getCount() > 0) {
      stop.abort();
    }
    thread.joinUninterruptibly();
  }
}
