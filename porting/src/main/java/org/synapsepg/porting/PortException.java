package org.synapsepg.porting;

import jakarta.annotation.Nullable;
import org.synapsepg.core.SynapsePgException;

/** A port cannot go on. The message says what was found and what to do. */
public final class PortException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure of a kind.
   *
   * @param code the kind
   * @param message what was found, what was expected, what to do; no secret
   * @param cause what led to it, if anything did
   */
  public PortException(PortCode code, String message, @Nullable Throwable cause) {
    super(code, message, null, cause);
  }
}
