package org.synapsepg.porting.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs independent tries side by side; the first failure is thrown once all have ended. */
final class TwoAtATime {
  private TwoAtATime() {}

  static <T> List<T> run(Collection<Callable<T>> tries) throws Exception {
    return run(2, tries);
  }

  static <T> List<T> run(int threads, Collection<Callable<T>> tries) throws Exception {
    ExecutorService crew = Executors.newFixedThreadPool(threads);
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> each : crew.invokeAll(tries)) {
        try {
          results.add(each.get());
        } catch (ExecutionException e) {
          if (e.getCause() instanceof Error failed) {
            throw failed;
          }
          throw e;
        }
      }
      return results;
    } finally {
      crew.shutdownNow();
    }
  }
}
