package org.synapsepg.core.text;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The kinds of failure at reading and replacing configuration files. */
public enum TextFileCode implements FindingCode {
  /** A file could not be read. */
  UNREADABLE("text.unreadable"),
  /** A file could not be replaced; what was there before is still there. */
  NOT_REPLACED("text.not-replaced"),
  /** The replacement would have had another owner or group; what was there before is there. */
  OWNER_NOT_KEPT("text.owner-not-kept"),
  /** The file is not as it was when it was read; it was left alone. */
  CHANGED_MEANWHILE("text.changed-meanwhile");

  private final String id;

  TextFileCode(String id) {
    this.id = id;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Severity defaultSeverity() {
    return Severity.ERROR;
  }
}
