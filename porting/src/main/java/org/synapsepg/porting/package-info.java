/**
 * Ports a Synapse homeserver's database from SQLite to PostgreSQL: preflight, run, stop, resume,
 * verify, certify. {@link org.synapsepg.porting.PortJob} is where to begin.
 */
package org.synapsepg.porting;
