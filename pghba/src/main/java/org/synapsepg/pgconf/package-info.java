/**
 * postgresql.conf as the server reads it: lossless files, values, a catalogue of settings for
 * PostgreSQL 12 to 18, what a change needs to take effect, and tuning advice for Synapse.
 *
 * @since 0.1.0
 */
package org.synapsepg.pgconf;
