package org.synapsepg.porting.cli;

import java.time.Duration;
import java.time.Instant;
import org.synapsepg.porting.PortEvent;
import org.synapsepg.porting.PortEvent.Phase;
import org.synapsepg.porting.PortListener;

/**
 * The two clocks of a port. <em>Whole</em> is what a user waits for, from the start of the process;
 * <em>port</em> leaves preflight and verification out, so that it can be compared with tools that
 * have neither.
 */
final class Clocks implements PortListener {
  private final Instant processStart =
      ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
  private Instant phaseStart = processStart;
  private boolean counts = true;
  private Duration port = Duration.ZERO;

  @Override
  public synchronized void on(PortEvent event) {
    if (event instanceof PortEvent.PhaseStarted started) {
      endPhase();
      counts = started.phase() != Phase.PREFLIGHT && started.phase() != Phase.VERIFYING;
    }
  }

  private void endPhase() {
    Instant now = Instant.now();
    if (counts) {
      port = port.plus(Duration.between(phaseStart, now));
    }
    phaseStart = now;
  }

  /** The time that the port itself took so far. */
  synchronized Duration port() {
    endPhase();
    counts = false;
    return port;
  }

  /** The time since the process started. */
  Duration whole() {
    return Duration.between(processStart, Instant.now());
  }
}
