/**
 * Errors of PostgreSQL, its drivers and Synapse explained: what happened, what to look at, what to
 * change.
 *
 * @since 0.1.0
 */
package org.synapsepg.diagnose;
