package org.synapsepg.pgconf;

/**
 * What it takes until a changed setting is in force (PostgreSQL documentation, view {@code
 * pg_settings}, column {@code context}), in rising order of effort.
 */
public enum Activation {
  /** The change has no effect at all; the reason is told beside it. */
  NOTHING,
  /** The server must read its files again: {@code SELECT pg_reload_conf()}. */
  RELOAD,
  /** The server must read its files again, and only sessions that begin afterwards are changed. */
  NEW_SESSION,
  /** The server must be stopped and started; a reload does not do it. */
  RESTART
}
