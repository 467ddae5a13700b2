package org.synapsepg.porting;

/**
 * Receives what happens during a run. Called by one thread that belongs to the run, one event after
 * another in the order in which they happened, never while the run holds a lock. A slow listener
 * misses progress, and other events too once 10,000 of them wait; when a run ends, it has five
 * seconds for those that are left. One that throws is logged. Neither disturbs the run.
 *
 * <p>Example: {@code job.start(e -> { if (e instanceof PortEvent.Warned w)
 * out.println(w.finding().render()); })}
 */
@FunctionalInterface
public interface PortListener {
  /**
   * Something happened.
   *
   * @param event what
   */
  void on(PortEvent event);
}
