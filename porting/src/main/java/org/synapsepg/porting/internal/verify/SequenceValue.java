package org.synapsepg.porting.internal.verify;

/**
 * The state of a sequence.
 *
 * @param name its name within the schema
 * @param lastValue its {@code last_value}
 * @param called its {@code is_called}
 */
public record SequenceValue(String name, long lastValue, boolean called) {}
