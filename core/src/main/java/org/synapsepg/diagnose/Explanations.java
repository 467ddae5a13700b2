package org.synapsepg.diagnose;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The explanation of every kind of problem, one for each. */
final class Explanations {
  private static final Map<Class<? extends PgProblem>, Function<PgProblem, Explanation>> BY_KIND =
      new Collector().with(AccessExplanations::addTo).with(DatabaseExplanations::addTo).made();

  private Explanations() {}

  static Explanation of(PgProblem problem) {
    Function<PgProblem, Explanation> explain = BY_KIND.get(problem.getClass());
    if (explain == null) {
      throw new IllegalStateException("no explanation for " + problem.getClass().getSimpleName());
    }
    return explain.apply(problem);
  }

  /** Collects typed explanations. */
  static final class Collector {
    private final Map<Class<? extends PgProblem>, Function<PgProblem, Explanation>> made =
        new HashMap<>();

    private Collector with(java.util.function.Consumer<Collector> part) {
      part.accept(this);
      return this;
    }

    private Map<Class<? extends PgProblem>, Function<PgProblem, Explanation>> made() {
      return Map.copyOf(made);
    }

    <T extends PgProblem> void add(
        Class<T> kind, Function<T, String> cause, String lookAt, String change) {
      add(kind, p -> new Explanation(cause.apply(p), lookAt, change));
    }

    <T extends PgProblem> void add(
        Class<T> kind, Function<T, String> cause, String lookAt, Function<T, String> change) {
      add(kind, p -> new Explanation(cause.apply(p), lookAt, change.apply(p)));
    }

    private <T extends PgProblem> void add(Class<T> kind, Function<T, Explanation> explain) {
      made.put(kind, problem -> explain.apply(kind.cast(problem)));
    }
  }
}
