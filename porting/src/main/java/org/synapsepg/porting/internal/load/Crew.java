package org.synapsepg.porting.internal.load;

import jakarta.annotation.Nullable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.synapsepg.porting.internal.threads.Running;
import org.synapsepg.porting.internal.threads.Threads;

/**
 * A few threads that work through a queue. The first failure stops all of them; it is thrown once
 * every thread has ended, so that none outlives the call.
 */
public final class Crew {
  private Crew() {}

  /**
   * What one thread does.
   *
   * @param <T> an item of the queue
   */
  @FunctionalInterface
  public interface Hand<T> extends AutoCloseable {
    /** Deals with one item. */
    void take(T item) throws Exception;

    @Override
    default void close() throws SQLException {}
  }

  /**
   * Makes what a thread works with.
   *
   * @param <T> an item of the queue
   */
  @FunctionalInterface
  public interface Hiring<T> {
    /** Called in the thread before its first item. */
    Hand<T> hire() throws Exception;
  }

  /**
   * Works through a queue; returns when it is empty, or when the run was asked to stop.
   *
   * @param threads where the work is done
   * @param name for the threads' names
   * @param size the most threads; no more than there are items
   * @param items the items, in the order in which they are begun
   * @param stop ends the work early
   * @param hiring makes what each thread works with
   * @throws Exception the first failure of any thread; an interrupt does not end the threads,
   *     whoever wants that aborts the run
   */
  public static <T> void work(
      Threads threads,
      String name,
      int size,
      Collection<T> items,
      StopSignal stop,
      Hiring<T> hiring)
      throws Exception {
    Deque<T> queue = new ConcurrentLinkedDeque<>(items);
    AtomicReference<Exception> failure = new AtomicReference<>();
    List<Running> crew = new ArrayList<>();
    for (int i = 0; i < Math.min(size, items.size()) && !stop.isStopped(); i++) {
      try {
        crew.add(threads.start(name + " " + (i + 1), () -> work(queue, failure, stop, hiring)));
      } catch (RejectedExecutionException e) {
        failed(failure, e, stop);
      }
    }
    crew.forEach(Running::joinUninterruptibly);
    Exception first = failure.get();
    if (first != null) {
      throw first;
    }
  }

  private static <T> void work(
      Deque<T> queue, AtomicReference<Exception> failure, StopSignal stop, Hiring<T> hiring) {
    try (Hand<T> hand = hiring.hire()) {
      drain(queue, hand, stop);
    } catch (Exception e) {
      failed(failure, e, stop);
    } catch (Error e) {
      failed(failure, new IllegalStateException(e), stop);
    }
  }

  private static <T> void drain(Deque<T> queue, Hand<T> hand, StopSignal stop) throws Exception {
    @Nullable T item;
    while (!stop.isStopped() && (item = queue.poll()) != null) {
      hand.take(item);
    }
  }

  private static void failed(AtomicReference<Exception> failure, Exception e, StopSignal stop) {
    if (failure.compareAndSet(null, e)) {
      stop.fail();
    }
  }
}
