package org.synapsepg.config.internal.edit;

/** An edit that cannot be made without touching more than was asked for. */
public final class EditRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int index;

  EditRefused(String problem, int index) {
    super(problem, null, false, false);
    this.problem = problem;
    this.index = index;
  }

  /** What stands in the way. */
  public String problem() {
    return problem;
  }

  /** Where, as an index of characters into the text; negative for nowhere in particular. */
  public int index() {
    return index;
  }
}
