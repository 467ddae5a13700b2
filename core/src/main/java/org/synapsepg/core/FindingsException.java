package org.synapsepg.core;

/**
 * Thrown by {@link Findings#throwIfErrors()}: a check found errors. The message lists every one of
 * them.
 */
public final class FindingsException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  private final transient Findings findings;

  FindingsException(Findings findings) {
    this(findings, findings.atLeast(Severity.ERROR));
  }

  private FindingsException(Findings findings, Findings errors) {
    super(
        errors.toList().get(0).code(),
        errors.render(),
        errors.toList().get(0).location().orElse(null),
        null);
    this.findings = findings;
  }

  /**
   * Everything that the check found, warnings included.
   *
   * @return the findings
   */
  public Findings findings() {
    return findings;
  }
}
