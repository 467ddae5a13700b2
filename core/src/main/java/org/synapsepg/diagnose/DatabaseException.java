package org.synapsepg.diagnose;

import java.sql.SQLException;
import org.synapsepg.core.SynapsePgException;

/** A server or a driver refused what this library asked; the cause is its {@link SQLException}. */
public final class DatabaseException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  private final transient PgProblem problem;

  /**
   * Wraps what a driver threw.
   *
   * @param cause the driver's exception
   */
  public DatabaseException(SQLException cause) {
    this(cause, PgErrors.explain(cause));
  }

  private DatabaseException(SQLException cause, PgProblem problem) {
    super(DiagnoseCode.REFUSED, text(problem), null, cause);
    this.problem = problem;
  }

  private static String text(PgProblem problem) {
    return problem instanceof PgProblem.Unknown
        ? problem.message()
        : problem.message() + "\n" + problem.explanation().render();
  }

  /**
   * What the refusal means.
   *
   * @return the problem
   */
  public PgProblem problem() {
    return problem;
  }
}
