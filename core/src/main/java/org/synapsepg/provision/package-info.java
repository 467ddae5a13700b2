/**
 * Making the role and the database that Synapse needs.
 *
 * <p>All types are immutable and safe for use by several threads. Parameters and results are never
 * null unless marked {@link jakarta.annotation.Nullable}.
 *
 * @since 0.1.0
 */
package org.synapsepg.provision;
