package org.synapsepg.config.internal.yaml;

/** A text that PyYAML would refuse, or one beyond our own limits. */
public final class YamlException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final int index;
  private final boolean limit;

  YamlException(String message, int index) {
    this(message, index, false);
  }

  YamlException(String message, int index, boolean limit) {
    super(message, null, false, false);
    this.problem = message;
    this.index = index;
    this.limit = limit;
  }

  /** What was found and expected. */
  public String problem() {
    return problem;
  }

  /** Where, as an index of characters into the text. */
  public int index() {
    return index;
  }

  /** Whether a limit of ours was exceeded, so that PyYAML might have read it. */
  public boolean isLimit() {
    return limit;
  }
}
