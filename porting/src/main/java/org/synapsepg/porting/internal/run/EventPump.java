package org.synapsepg.porting.internal.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortListener;
import org.synapsepg.porting.internal.threads.Running;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * Hands events to the listener in a thread of its own, so that neither a slow nor a throwing
 * listener touches the run. Of progress only the newest is kept for a slow listener.
 */
public final class EventPump implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EventPump.class.getName());

  /** A listener that is so far behind loses what is new. */
  private static final int CAPACITY = 10_000;

  private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>(CAPACITY);
  private final AtomicReference<PortEvent> progress = new AtomicReference<>();
  private final PortListener listener;
  private final Running thread;
  private boolean failedBefore;
  private volatile boolean closing;

  /**
   * Begins to deliver to a listener.
   *
   * @param listener told everything, in one thread
   * @param threads where that thread comes from
   */
  public EventPump(PortListener listener, Threads threads) {
    this.listener = listener;
    this.thread = threads.start("events", this::pump);
  }

  /** Puts an event into the queue; never waits. */
  public void tell(PortEvent event) {
    if (event instanceof PortEvent.Progress) {
      // One place in the queue stands for whatever progress is newest when its turn comes.
      if (progress.getAndSet(event) == null && !queue.offer(this::deliverProgress)) {
        progress.set(null);
      }
    } else if (!queue.offer(() -> deliver(event))) {
      LOG.log(Level.WARNING, "a listener is too slow; lost: {0}", event);
    }
  }

  private void deliverProgress() {
    PortEvent newest = progress.getAndSet(null);
    if (newest != null) {
      deliver(newest);
    }
  }

  private void deliver(PortEvent event) {
    try {
      listener.on(event);
    } catch (RuntimeException e) {
      // Once is enough to find the cause; a listener that always fails fails very often.
      LOG.log(failedBefore ? Level.DEBUG : Level.WARNING, "a listener failed on " + event, e);
      failedBefore = true;
    }
  }

  private void pump() {
    try {
      while (!closing || !queue.isEmpty()) {
        queue.take().run();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "the rest of the events is not delivered", e);
    }
  }

  /** Delivers what is left; a listener that takes longer than the patience is interrupted. */
  void close(Duration patience) {
    closing = true;
    if (!queue.offer(() -> {})) {
      thread.interrupt();
    }
    try {
      if (!thread.join(patience)) {
        thread.interrupt();
        thread.join(patience);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    close(Duration.ofSeconds(5));
  }
}
