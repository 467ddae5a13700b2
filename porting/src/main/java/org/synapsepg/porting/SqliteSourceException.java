package org.synapsepg.porting;

import jakarta.annotation.Nullable;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SynapsePgException;

/**
 * A SQLite file cannot be read, or not any further. The {@link #finding()} says why and what to do.
 */
public final class SqliteSourceException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  /**
   * With the reason.
   *
   * @param finding why the file is not read; its code is a {@link SourceCode}
   * @param cause what led to it, if anything did
   */
  public SqliteSourceException(Finding finding, @Nullable Throwable cause) {
    super(finding.code(), finding.render(), finding.location().orElse(null), cause);
    this.finding = finding;
  }

  /**
   * Why the file is not read.
   *
   * @return a finding with the file as its location
   */
  public Finding finding() {
    return finding;
  }
}
