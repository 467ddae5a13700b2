package org.synapsepg.provision;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The findings of this package. */
public enum ProvisionCode implements FindingCode {
  /** The administrator's role lacks a right that a statement needs. */
  RIGHT_MISSING(Severity.ERROR),
  /** The server is a standby, which takes no writes. */
  STANDBY(Severity.ERROR),
  /** The database exists with an encoding or locale that Synapse cannot use. */
  WRONG_LOCALE(Severity.ERROR),
  /** The database exists and holds tables that are not Synapse's. */
  FOREIGN_TABLES(Severity.ERROR),
  /** The database exists and belongs to another role. */
  OTHER_OWNER(Severity.ERROR),
  /** The database exists and is closed to connections, or is a template. */
  CLOSED(Severity.ERROR),
  /** The role exists and has more rights than Synapse needs. */
  POWERFUL_ROLE(Severity.WARNING),
  /** The role exists and its password has an end. */
  PASSWORD_EXPIRES(Severity.WARNING),
  /** The database exists and could not be looked into. */
  NOT_LOOKED_INTO(Severity.WARNING),
  /** Clients may prepare the password in different ways. */
  UNUSUAL_PASSWORD(Severity.WARNING),
  /** The server is not as it was when the plan was made. */
  CHANGED(Severity.ERROR);

  private final Severity severity;

  ProvisionCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("provision", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
