/**
 * Checks of a Synapse database on PostgreSQL, and the repairs that follow from them: locale,
 * sequences, backups. A check reads; a repair shows its statements before it changes anything.
 *
 * <p>All types are immutable and safe for use by several threads. Parameters and results are never
 * null unless marked {@link jakarta.annotation.Nullable}.
 *
 * @since 0.1.0
 */
package org.synapsepg.check;
