package org.synapsepg.check;

import org.synapsepg.core.Finding;
import org.synapsepg.core.SynapsePgException;

/**
 * Thrown when a repair is refused before anything was changed, or did not have the effect that it
 * must have. The message says why and what to do.
 */
public final class CheckException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  CheckException(Finding finding) {
    super(finding.code(), finding.render(), null, null);
  }
}
