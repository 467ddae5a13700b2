package org.synapsepg.pgconf;

import java.sql.SQLException;
import org.synapsepg.core.SynapsePgException;

/** A running server could not be asked about its settings, or refused to change them. */
public final class PgConfServerException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  private PgConfServerException(String message, SQLException cause) {
    super(PgConfCode.SERVER_ACCESS, message, null, cause);
  }

  static PgConfServerException of(SQLException cause) {
    String message =
        "the server did not answer as needed (SQL state "
            + cause.getSQLState()
            + "): "
            + cause.getMessage();
    return new PgConfServerException(message, cause);
  }
}
