package org.synapsepg.porting.internal.preflight;

import org.synapsepg.core.Findings;

/** One question to source, target and plan before the first write. It writes nothing. */
@FunctionalInterface
public interface PreflightCheck {
  /**
   * Asks.
   *
   * @param context what can be asked
   * @return what was found; an error keeps the port from beginning
   * @throws Exception if source or target cannot be asked; the run fails
   */
  Findings check(PreflightContext context) throws Exception;
}
