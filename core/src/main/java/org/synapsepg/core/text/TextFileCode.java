package org.synapsepg.core.text;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** The kinds of failure at reading and replacing configuration files. */
public enum TextFileCode implements FindingCode {
  /** A file could not be read. */
  UNREADABLE,
  /** A file could not be replaced; what was there before is still there. */
  NOT_REPLACED,
  /** The replacement would have had another owner or group; what was there before is there. */
  OWNER_NOT_KEPT,
  /** The file is not as it was when it was read; it was left alone. */
  CHANGED_MEANWHILE;

  @Override
  public String id() {
    return FindingCode.id("text", this);
  }

  @Override
  public Severity defaultSeverity() {
    return Severity.ERROR;
  }
}
