/**
 * What the lossless editors of configuration files share: bytes in and the same bytes out, line
 * endings, positions, unified diffs, and the replacement of a file in one step.
 *
 * <p>Everything here is immutable and safe for use by several threads unless it says otherwise.
 * Nothing here knows a grammar.
 *
 * @since 0.1.0
 */
package org.synapsepg.core.text;
