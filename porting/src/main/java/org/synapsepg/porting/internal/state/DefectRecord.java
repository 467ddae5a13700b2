package org.synapsepg.porting.internal.state;

import jakarta.annotation.Nullable;
import org.synapsepg.porting.BadValue;

/**
 * A value that did not fit, on its way into the state.
 *
 * @param column the target's column
 * @param kind why it did not fit
 * @param rowid the source's row
 * @param key the row's key as JSON; empty if it has none
 * @param storageClass how the value is stored
 * @param original the value's bytes if it was replaced; null if the row is kept out
 * @param rowValues the whole row as JSON if it is kept out; null if it was replaced
 */
// Carries the bytes from one method to the next; nobody compares such records.
@SuppressWarnings("ArrayRecordComponent")
public record DefectRecord(
    String column,
    BadValue kind,
    long rowid,
    String key,
    String storageClass,
    @Nullable byte[] original,
    @Nullable String rowValues) {}
