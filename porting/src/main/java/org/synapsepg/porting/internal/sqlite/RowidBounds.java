package org.synapsepg.porting.internal.sqlite;

/**
 * The lowest and the highest rowid of a table that has rows.
 *
 * @param first the lowest
 * @param last the highest
 */
public record RowidBounds(long first, long last) {}
