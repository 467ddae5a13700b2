package org.synapsepg.pgconf;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The kinds of findings about postgresql.conf. */
public enum PgConfCode implements FindingCode {
  /** A line that the server cannot read. */
  SYNTAX(Severity.ERROR),
  /** An include that fails. */
  INCLUDE(Severity.ERROR),
  /** A name that the server's version does not know. */
  UNKNOWN_SETTING(Severity.ERROR),
  /** A value that the server refuses. */
  BAD_VALUE(Severity.ERROR),
  /** A setting that no file can change. */
  NOT_CHANGEABLE(Severity.ERROR),
  /** Settings that are right alone but keep the server from starting together. */
  CONFLICT(Severity.ERROR),
  /** A setting that has no effect because something later or stronger sets it too. */
  OVERRIDDEN(Severity.WARNING),
  /** A value that works and is probably not what was meant. */
  SUSPICIOUS(Severity.WARNING),
  /** A setting that the other major version lacks. */
  REMOVED(Severity.ERROR),
  /** A setting whose default or meaning differs in the other major version. */
  CHANGED(Severity.WARNING),
  /** A server does not run with what its files say. */
  NOT_IN_FORCE(Severity.WARNING),
  /** An edit that the server would refuse. */
  EDIT_REFUSED(Severity.ERROR),
  /** The server could not be asked. */
  SERVER_ACCESS(Severity.ERROR),
  /** Huge pages are missing or could be used. */
  HUGE_PAGES(Severity.WARNING);

  private final Severity severity;

  PgConfCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("pgconf", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
