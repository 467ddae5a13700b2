package org.synapsepg.porting.internal.threads;

import jakarta.annotation.Nullable;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

/**
 * Gives each task a thread of its own: a daemon thread made for it, or one of a caller's executor.
 * The tasks of a run wait for each other, so an executor that keeps one of them in a queue would
 * make the run wait for ever; that is noticed and refused. Safe for use by several threads.
 */
public final class Threads {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final @Nullable Executor executor;
  private final Duration patience;

  Threads(@Nullable Executor executor, Duration patience) {
    this.executor = executor;
    this.patience = patience;
  }

  /** Daemon threads, made when they are needed. */
  public static Threads own() {
    return new Threads(null, PATIENCE);
  }

  /** The threads of an executor. */
  public static Threads of(Executor executor) {
    return new Threads(executor, PATIENCE);
  }

  /**
   * Asks a question that another thread answers.
   *
   * @param name the thread's name meanwhile, after {@code synapse-pg}
   * @param question finds the answer
   * @param <T> what the answer is
   * @return the answer to wait for
   * @throws java.util.concurrent.RejectedExecutionException as {@link #start} throws it
   */
  public <T> Answer<T> ask(String name, Callable<T> question) {
    return new Answer<>(this, name, question);
  }

  /**
   * Begins a task.
   *
   * @param name the thread's name meanwhile, after {@code synapse-pg}
   * @param task what it does
   * @return the task as it runs
   * @throws java.util.concurrent.RejectedExecutionException if the executor does not take it, does
   *     not begin it within half a minute, or runs it in the calling thread
   */
  public Running start(String name, Runnable task) {
    Running running = new Running("synapse-pg " + name, task);
    if (executor == null) {
      Thread thread = new Thread(running, running.name());
      thread.setDaemon(true);
      running.owns(thread);
      thread.start();
    } else {
      executor.execute(running);
      running.mustBegin(patience);
    }
    return running;
  }
}
