package org.synapsepg.testing;

import java.security.SecureRandom;

/**
 * The number from which a test makes its random inputs.
 *
 * <p>An ordinary build takes the same one each time, so that what was green stays green until the
 * code changes. The property {@code synapsepg.seed} gives another: a number repeats a series, the
 * word {@code random} takes a new one, as the long profile does. Either way it is logged.
 */
public final class Seed {
  private static final long USUAL = 20_261_121L;

  private Seed() {}

  /** The seed for one test. */
  public static long of(Class<?> test) {
    String given = System.getProperty("synapsepg.seed", "");
    long seed;
    if (given.isEmpty()) {
      seed = USUAL;
    } else if (given.equals("random")) {
      seed = new SecureRandom().nextLong();
    } else {
      seed = Long.parseLong(given);
    }
    System.getLogger(test.getName())
        .log(System.Logger.Level.INFO, "{0}: seed {1}", test.getSimpleName(), Long.toString(seed));
    return seed;
  }
}
