package org.synapsepg.porting;

import jakarta.annotation.Nullable;
import org.synapsepg.core.SynapsePgException;

/**
 * A database was not moved. It is where it was and as it was; the message says at which step the
 * move ended, why, and what to do.
 */
public final class RehomeException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure of a kind.
   *
   * @param code the kind
   * @param message at which step, what was found, what to do; no secret
   * @param cause what led to it, if anything did
   */
  public RehomeException(RehomeCode code, String message, @Nullable Throwable cause) {
    super(code, message, null, cause);
  }
}
