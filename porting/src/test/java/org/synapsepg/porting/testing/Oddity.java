package org.synapsepg.porting.testing;

/**
 * Values that real databases hold and that a careless port loses; asked for by name from {@link
 * SynapseFixture}.
 */
public enum Oddity {
  /** U+0000 inside text: device names, display names, state keys. */
  NUL_IN_TEXT,
  /** NULL in a boolean column that may be NULL. */
  NULL_BOOLEAN,
  /** Escaped U+0000 and lone surrogates inside a jsonb column. */
  ESCAPED_NUL_IN_JSONB,
  /** TEXT stored in a column that PostgreSQL declares bytea. */
  TEXT_IN_BYTEA,
  /** Valid UTF-8 stored as BLOB in a text column. */
  BLOB_IN_TEXT,
  /** Events with negative stream orderings, as backfill makes them. */
  NEGATIVE_STREAM_ORDERING,
  /** Characters outside the basic plane, backslashes, quotes and control characters. */
  AWKWARD_TEXT,
  /** A chain of refresh tokens whose rows point to later rows. */
  REFRESH_TOKEN_CHAIN,
  /** Integral numbers stored as REAL in an integer column. */
  INTEGRAL_REAL
}
