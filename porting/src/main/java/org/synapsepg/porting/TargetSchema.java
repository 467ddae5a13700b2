package org.synapsepg.porting;

/** Where the target's tables come from. */
public enum TargetSchema {
  /** {@link #PREPARED} if the target has tables of Synapse, otherwise {@link #DERIVED}. */
  AUTO,
  /**
   * The target was initialised by Synapse itself: it was started once on the empty database and
   * stopped again. Works with every version of Synapse.
   */
  PREPARED,
  /**
   * The target is empty, and the port makes the schema that Synapse of the source's version would
   * have made. A source whose schema is not known for certain is refused.
   */
  DERIVED
}
