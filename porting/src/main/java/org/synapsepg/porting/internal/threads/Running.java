package org.synapsepg.porting.internal.threads;

import jakarta.annotation.Nullable;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A task in its thread, to be joined and interrupted like a thread of its own. */
public final class Running implements Runnable {
  private final String name;
  private final Runnable task;
  private final Thread caller = Thread.currentThread();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable Thread owned;
  private @Nullable Thread thread;
  private boolean refused;

  Running(String name, Runnable task) {
    this.name = name;
    this.task = task;
  }

  String name() {
    return name;
  }

  /** The thread ends with the task. */
  void owns(Thread its) {
    owned = its;
  }

  /** For the executor alone. */
  @Override
  public void run() {
    Thread current = Thread.currentThread();
    if (!isToBegin(current)) {
      return;
    }
    String before = current.getName();
    current.setName(name);
    begun.countDown();
    try {
      task.run();
    } finally {
      current.setName(before);
      synchronized (this) {
        thread = null;
        if (owned == null) {
          // An interrupt was for the task; the thread's next one must not meet it.
          Thread.interrupted();
        }
      }
      ended.countDown();
    }
  }

  private synchronized boolean isToBegin(Thread current) {
    if (owned == null && current == caller) {
      refused = true;
      begun.countDown();
    }
    thread = refused ? null : current;
    return !refused;
  }

  void mustBegin(Duration patience) {
    boolean interrupted = false;
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        if (hasBegun(end - System.nanoTime())) {
          break;
        }
        throw new RejectedExecutionException(
            "the executor did not begin the task '"
                + name
                + "' in a thread of its own; a port's tasks wait for each other, so give it an executor"
                + " that queues none of them, such as Executors.newCachedThreadPool()");
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the beginning; a task that has not begun by then never will. */
  private boolean hasBegun(long nanos) throws InterruptedException {
    boolean inTime = begun.await(nanos, TimeUnit.NANOSECONDS);
    synchronized (this) {
      refused |= !inTime && thread == null && ended.getCount() > 0;
      return !refused;
    }
  }

  /** Interrupts the task if it still runs. */
  public synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Waits for the end of the task. */
  public void join() throws InterruptedException {
    ended.await();
    if (owned != null) {
      owned.join();
    }
  }

  /**
   * Waits for the end of the task, but not for ever.
   *
   * @return whether it has ended
   */
  public boolean join(Duration patience) throws InterruptedException {
    if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    join();
    return true;
  }

  /** Waits for the end of the task; an interrupt is kept for later. */
  public void joinUninterruptibly() {
    boolean interrupted = false;
    while (true) {
      try {
        join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
