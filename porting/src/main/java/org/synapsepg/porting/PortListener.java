package org.synapsepg.porting;

/**
 * Receives what happens during a run. Called by one thread that belongs to the run, one event after
 * another, never while the run holds a lock: a slow listener misses progress, and one that throws
 * is logged, but neither disturbs the run.
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
