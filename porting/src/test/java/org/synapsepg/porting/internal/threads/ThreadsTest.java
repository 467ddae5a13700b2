package org.synapsepg.porting.internal.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Tasks in threads made for them, and in those of an executor. */
class ThreadsTest {
  @Test
  void ownThreadsAreDaemonsThatEndWithTheirTask() throws Exception {
    List<Thread> seen = new CopyOnWriteArrayList<>();
    Running running = Threads.own().start("work", () -> seen.add(Thread.currentThread()));
    running.join();
    assertThat(seen).hasSize(1).allMatch(Thread::isDaemon).noneMatch(Thread::isAlive);
    assertThat(seen).extracting(Thread::getName).containsExactly("synapse-pg work");
  }

  @Test
  void anExecutorsThreadGetsItsNameBackAndNoInterruptIsLeft() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor(r -> new Thread(r, "theirs"));
    try {
      CountDownLatch begun = new CountDownLatch(1);
      AtomicReference<String> name = new AtomicReference<>();
      AtomicBoolean interrupted = new AtomicBoolean();
      Running running =
          Threads.of(executor)
              .start(
                  "work",
                  () -> {
                    name.set(Thread.currentThread().getName());
                    begun.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      interrupted.set(true);
                      Thread.currentThread().interrupt();
                    }
                  });
      begun.await();
      running.interrupt();
      running.join();
      running.interrupt();
      assertThat(interrupted).isTrue();
      assertThat(name).hasValue("synapse-pg work");
      assertThat(executor.submit(() -> Thread.currentThread().getName()).get()).isEqualTo("theirs");
      assertThat(executor.submit(Thread::interrupted).get()).isFalse();
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void refusesAnExecutorThatRunsTheTaskInTheCallingThread() {
    AtomicBoolean ran = new AtomicBoolean();
    assertThatThrownBy(() -> Threads.of(Runnable::run).start("work", () -> ran.set(true)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("newCachedThreadPool");
    assertThat(ran).isFalse();
  }

  @Test
  void refusesAnExecutorThatKeepsTheTaskInAQueue() {
    List<Runnable> queue = new ArrayList<>();
    AtomicBoolean ran = new AtomicBoolean();
    Threads threads = new Threads(queue::add, Duration.ofMillis(20));
    assertThatThrownBy(() -> threads.start("work", () -> ran.set(true)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessageContaining("synapse-pg work");
    queue.forEach(Runnable::run);
    assertThat(ran).as("what was given up does not begin later").isFalse();
  }
}
