package org.synapsepg.provision;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The findings of this package. */
public enum ProvisionCode implements FindingCode {
  /** The administrator's role lacks a right that a statement needs. */
  RIGHT_MISSING("provision.right-missing", Severity.ERROR),
  /** The database exists with an encoding or locale that Synapse cannot use. */
  WRONG_LOCALE("provision.wrong-locale", Severity.ERROR),
  /** The database exists and holds tables that are not Synapse's. */
  FOREIGN_TABLES("provision.foreign-tables", Severity.ERROR),
  /** The database exists and belongs to another role. */
  OTHER_OWNER("provision.other-owner", Severity.ERROR),
  /** The database exists and is closed to connections, or is a template. */
  CLOSED("provision.closed", Severity.ERROR),
  /** The role exists and has more rights than Synapse needs. */
  POWERFUL_ROLE("provision.powerful-role", Severity.WARNING),
  /** The role exists and its password has an end. */
  PASSWORD_EXPIRES("provision.password-expires", Severity.WARNING),
  /** The database exists and could not be looked into. */
  NOT_LOOKED_INTO("provision.not-looked-into", Severity.WARNING),
  /** Clients may prepare the password in different ways. */
  UNUSUAL_PASSWORD("provision.unusual-password", Severity.WARNING),
  /** The server is not as it was when the plan was made. */
  CHANGED("provision.changed", Severity.ERROR);

  private final String id;
  private final Severity severity;

  ProvisionCode(String id, Severity severity) {
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
