package org.synapsepg.porting.internal.schema;

import org.synapsepg.core.FindingCode;
import org.synapsepg.core.Severity;

/** What can stand in the way of deriving the target's schema. */
public enum SchemaCode implements FindingCode {
  /** The source records deltas that no release known here has. */
  UNKNOWN_DELTAS("porting.schema-unknown-deltas", Severity.ERROR),
  /** The source's deltas are those of no release: some are missing. */
  NO_SUCH_RELEASE("porting.schema-no-such-release", Severity.ERROR),
  /** The version that the source names is not that of its deltas. */
  VERSION_DIFFERS("porting.schema-version-differs", Severity.ERROR),
  /** A table of Synapse is missing in the source. */
  TABLE_MISSING("porting.schema-table-missing", Severity.ERROR),
  /** A table of Synapse has other columns than its release gives it. */
  COLUMNS_DIFFER("porting.schema-columns-differ", Severity.ERROR),
  /** The source has tables that Synapse does not make: modules', or leftovers. */
  FOREIGN_TABLES("porting.schema-foreign-tables", Severity.INFO),
  /** The source went through a release candidate whose deltas were withdrawn. */
  WITHDRAWN_DELTAS("porting.schema-withdrawn-deltas", Severity.INFO);

  private final String id;
  private final Severity severity;

  SchemaCode(String id, Severity severity) {
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
