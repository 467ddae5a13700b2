/**
 * Moves a database into a new one with the locale that Synapse needs, on the same server: objects
 * read from the catalogue, rows by COPY, both sides compared, then the names exchanged.
 */
package org.synapsepg.porting.internal.rehome;
