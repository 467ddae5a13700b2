package org.synapsepg.porting.internal.synapse;

/** What a port does with the rows of a table of Synapse. */
public enum TableRole {
  /**
   * The source's rows replace whatever the target holds. This is the role of every table that
   * {@link SynapseTables} does not name, tables of modules among them.
   */
  DATA,
  /**
   * The source's rows cannot be copied, for both engines keep another form of the same knowledge;
   * the target's rows are computed from tables that were copied.
   */
  REBUILT,
  /** Belongs to the target's own schema or servers; neither copied nor emptied. */
  TARGET,
  /**
   * Locks of running processes. A stopped server holds none that mean anything, and a copied one
   * would block the first start until it expires; left empty.
   */
  LOCK
}
