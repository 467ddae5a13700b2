package org.synapsepg.pgconf;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The kinds of findings about postgresql.conf. */
public enum PgConfCode implements FindingCode {
  /** A line that the server cannot read. */
  SYNTAX("pgconf.syntax", Severity.ERROR),
  /** An include that fails. */
  INCLUDE("pgconf.include", Severity.ERROR),
  /** A name that the server's version does not know. */
  UNKNOWN_SETTING("pgconf.unknown-setting", Severity.ERROR),
  /** A value that the server refuses. */
  BAD_VALUE("pgconf.bad-value", Severity.ERROR),
  /** A setting that no file can change. */
  NOT_CHANGEABLE("pgconf.not-changeable", Severity.ERROR),
  /** Settings that are right alone but keep the server from starting together. */
  CONFLICT("pgconf.conflict", Severity.ERROR),
  /** A setting that has no effect because something later or stronger sets it too. */
  OVERRIDDEN("pgconf.overridden", Severity.WARNING),
  /** A value that works and is probably not what was meant. */
  SUSPICIOUS("pgconf.suspicious", Severity.WARNING),
  /** A setting that the other major version lacks. */
  REMOVED("pgconf.removed", Severity.ERROR),
  /** A setting whose default or meaning differs in the other major version. */
  CHANGED("pgconf.changed", Severity.WARNING),
  /** A server does not run with what its files say. */
  NOT_IN_FORCE("pgconf.not-in-force", Severity.WARNING),
  /** An edit that the server would refuse. */
  EDIT_REFUSED("pgconf.edit-refused", Severity.ERROR),
  /** The server could not be asked. */
  SERVER_ACCESS("pgconf.server-access", Severity.ERROR),
  /** Huge pages are missing or could be used. */
  HUGE_PAGES("pgconf.huge-pages", Severity.WARNING);

  private final String id;
  private final Severity severity;

  PgConfCode(String id, Severity severity) {
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
