package org.synapsepg.porting.internal.verify;

/**
 * The rows of a table whose growth column lies in a range.
 *
 * @param from the lowest number of the range
 * @param to the highest number of the range
 * @param digest the digest of its rows
 */
public record Segment(long from, long to, Digest digest) {}
