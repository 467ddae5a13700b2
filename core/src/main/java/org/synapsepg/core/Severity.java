package org.synapsepg.core;

/** How much a {@link Finding} matters, in rising order. */
public enum Severity {
  /** Worth knowing; nothing needs to be done. */
  INFO,
  /** Works today, but costs something or will fail in a situation that the message names. */
  WARNING,
  /** Does not work, or would lose or alter data; whatever asked for the check must not go on. */
  ERROR
}
