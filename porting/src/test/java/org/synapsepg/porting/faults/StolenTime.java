package org.synapsepg.porting.faults;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How long this process did not get a core while it wanted one: a thread that is due twenty times a
 * second adds up by how much it comes late. A limit on time is meant for a machine that answers, so
 * what was stolen does not count.
 */
final class StolenTime implements AutoCloseable {
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(50);

  private final AtomicLong stolen = new AtomicLong();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "stolen time");
            thread.setDaemon(true);
            return thread;
          });
  private final Future<?> ticks;
  private long last = System.nanoTime();

  StolenTime() {
    ticks = clock.scheduleWithFixedDelay(this::tick, PERIOD, PERIOD, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    long now = System.nanoTime();
    stolen.addAndGet(Math.max(0, now - last - PERIOD));
    last = now;
  }

  /** All of it so far. */
  long millis() {
    return TimeUnit.NANOSECONDS.toMillis(stolen.get());
  }

  @Override
  public void close() {
    ticks.cancel(false);
    clock.shutdownNow();
  }
}
