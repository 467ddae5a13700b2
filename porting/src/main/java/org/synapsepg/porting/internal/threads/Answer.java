package org.synapsepg.porting.internal.threads;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What a question asked in another thread is answered with.
 *
 * @param <T> what the answer is
 */
public final class Answer<T> {
  private final FutureTask<T> task;
  private final Running running;

  Answer(Threads threads, String name, Callable<T> question) {
    task = new FutureTask<>(question);
    running = threads.start(name, task);
  }

  /**
   * Waits for the answer.
   *
   * @throws SQLException as either database reported it
   * @throws InterruptedException if the calling thread is interrupted
   */
  public T get() throws SQLException, InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException sql) {
        throw sql;
      }
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(cause);
    }
  }

  /** Whether the answer, or what kept anybody from giving one, is there. */
  public boolean isThere() {
    return task.isDone();
  }

  /** Interrupts whoever looks for the answer. */
  public void interrupt() {
    running.interrupt();
  }

  /** Waits until nobody looks for the answer any more; an interrupt is kept for later. */
  public void joinUninterruptibly() {
    running.joinUninterruptibly();
  }
}
