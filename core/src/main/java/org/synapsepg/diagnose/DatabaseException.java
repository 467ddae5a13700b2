package org.synapsepg.diagnose;

import java.sql.SQLException;
import org.synapsepg.core.SynapsePgException;

/** A server or a driver refused what this library asked; the cause is its {@link SQLException}. */
public final class DatabaseException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  /**
   * Wraps what a driver threw.
   *
   * @param cause the driver's exception
   */
  public DatabaseException(SQLException cause) {
    super(
        DiagnoseCode.REFUSED,
        cause.getMessage() == null ? cause.toString() : cause.getMessage(),
        null,
        cause);
  }
}
