package org.synapsepg.porting.internal.converge;

/**
 * What it took to make a table equal to its source.
 *
 * @param rowsRead the rows that the source has
 * @param rowsHeld the rows that the table has now; the others are kept out of it
 * @param inserted rows that were added
 * @param updated rows whose key was there with other values; 0 in a table without a key, where such
 *     a row counts as deleted and inserted
 * @param deleted rows that were removed
 */
public record Reconciled(long rowsRead, long rowsHeld, long inserted, long updated, long deleted) {}
