package org.synapsepg.porting;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** Why a database cannot be moved into one with another locale, or was not. */
public enum RehomeCode implements FindingCode {
  /** The locale is right already. */
  NOT_NEEDED(Severity.ERROR),
  /** The database is not encoded in UTF-8. */
  ENCODING(Severity.ERROR),
  /** The role lacks a right that the move needs. */
  RIGHT_MISSING(Severity.ERROR),
  /** The database holds something of a kind that is not carried over. */
  NOT_CARRIED(Severity.ERROR),
  /** A name that the move needs belongs to another database. */
  NAME_TAKEN(Severity.ERROR),
  /** Synapse, or somebody else, is connected. */
  IN_USE(Severity.ERROR),
  /** Another move of the same database is running. */
  RUNNING(Severity.ERROR),
  /** An earlier run ended just before the names were exchanged; running again goes on. */
  INTERRUPTED(Severity.WARNING),
  /** Rows share a key that a unique index should have kept apart. */
  DUPLICATES(Severity.ERROR),
  /** The copy is not equal to what was copied. */
  DIFFERS(Severity.ERROR),
  /** The server refused a step. */
  FAILED(Severity.ERROR);

  private final Severity severity;

  RehomeCode(Severity severity) {
    this.severity = severity;
  }

  @Override
  public String id() {
    return FindingCode.id("rehome", this);
  }

  @Override
  public Severity defaultSeverity() {
    return severity;
  }
}
