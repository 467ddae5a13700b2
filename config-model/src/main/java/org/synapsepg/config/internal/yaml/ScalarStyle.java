package org.synapsepg.config.internal.yaml;

/** How a scalar is written. */
public enum ScalarStyle {
  /** Without quotes. */
  PLAIN,
  /** In single quotes. */
  SINGLE,
  /** In double quotes. */
  DOUBLE,
  /** After a {@code |}. */
  LITERAL,
  /** After a {@code >}. */
  FOLDED
}
