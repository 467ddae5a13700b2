/**
 * Ports a Synapse homeserver's database from SQLite to PostgreSQL: preflight, run, stop, resume,
 * verify, certify. {@link org.synapsepg.porting.PortJob} is where to begin.
 *
 * @since 0.1.0
 */
package org.synapsepg.porting;
