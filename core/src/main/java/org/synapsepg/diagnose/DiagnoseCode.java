package org.synapsepg.diagnose;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The findings of this package. */
public enum DiagnoseCode implements FindingCode {
  /** A server or a driver refused a request. */
  REFUSED(Severity.ERROR);

  private final Severity severity;

  DiagnoseCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("diagnose", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
