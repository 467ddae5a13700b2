package org.synapsepg.porting;

import jakarta.annotation.Nullable;
import org.synapsepg.core.SynapsePgException;

/** A comparison or a certificate could not be used at all. The message says why. */
public final class VerificationException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure of a kind.
   *
   * @param code the kind
   * @param message what was found, what was expected, what to do; no secret
   * @param cause what led to it, if anything did
   */
  public VerificationException(VerifyCode code, String message, @Nullable Throwable cause) {
    super(code, message, null, cause);
  }
}
