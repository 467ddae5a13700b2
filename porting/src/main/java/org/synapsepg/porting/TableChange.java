package org.synapsepg.porting;

/**
 * What a run changed in a table that an earlier run had filled.
 *
 * @param table the table's name
 * @param inserted rows that were added
 * @param updated rows whose key was there with other values; in a table without a key such rows are
 *     counted as deleted and inserted
 * @param deleted rows that were removed
 */
public record TableChange(String table, long inserted, long updated, long deleted) {}
