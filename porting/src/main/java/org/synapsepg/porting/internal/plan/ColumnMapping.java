package org.synapsepg.porting.internal.plan;

/**
 * One column of the source and the column of the target that its values go into.
 *
 * @param sourceIndex the column's place in the source's rows, counted from 0
 * @param sourceName the column's name in the source
 * @param target the target's column; its {@link TargetColumn#type()} is never null here
 * @param type the form that its values take in COPY
 */
public record ColumnMapping(
    int sourceIndex, String sourceName, TargetColumn target, ValueType type) {}
