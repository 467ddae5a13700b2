/** The port of a Synapse database from SQLite to PostgreSQL. */
package org.synapsepg.porting;
