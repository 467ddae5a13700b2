package org.synapsepg.porting.internal.load;

import org.synapsepg.porting.BadValuePolicy;

/**
 * How rows are loaded.
 *
 * @param policy what happens to values that do not fit
 * @param chunkBytes a chunk is committed once it has so many bytes
 * @param chunkRows a chunk is committed once it has so many rows
 */
public record LoadSettings(BadValuePolicy policy, long chunkBytes, long chunkRows) {}
