package org.synapsepg.diagnose;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The findings of this package. */
public enum DiagnoseCode implements FindingCode {
  /** A server or a driver refused a request. */
  REFUSED("diagnose.refused", Severity.ERROR);

  private final String id;
  private final Severity severity;

  DiagnoseCode(String id, Severity severity) {
    this.id = id;
    this.severity = severity;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
