package org.synapsepg.porting.cli;

import java.time.Duration;
import java.time.Instant;

/**
 * The two clocks of a port. <em>Whole</em> is what a user waits for, from the start of the process;
 * <em>port</em> is the start of the process, and then from the first write to the last constraint
 * and sequence, so that it can be compared with tools that neither look before nor compare after.
 */
final class Clocks {
  private final Instant processStart =
      ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
  private final Duration start = whole();

  /**
   * The time of the port itself.
   *
   * @param run from the first write to the last constraint and sequence
   */
  Duration port(Duration run) {
    return start.plus(run);
  }

  /** The time since the process started. */
  Duration whole() {
    return Duration.between(processStart, Instant.now());
  }
}
