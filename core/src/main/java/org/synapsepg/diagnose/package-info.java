/**
 * Errors of PostgreSQL, its drivers and Synapse explained: what happened, what to look at, what to
 * change.
 */
package org.synapsepg.diagnose;
