/**
 * Values that every module shares: findings with their locations, secrets, sizes, versions and the
 * source of connections.
 *
 * <p>All types are immutable and safe for use by several threads unless their own page says
 * otherwise. Parameters and results are never null unless marked {@link
 * jakarta.annotation.Nullable}.
 *
 * @since 0.1.0
 */
package org.synapsepg.core;
