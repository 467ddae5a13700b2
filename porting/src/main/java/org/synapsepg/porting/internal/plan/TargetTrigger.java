package org.synapsepg.porting.internal.plan;

/**
 * A user trigger of the target.
 *
 * @param name its name
 * @param table the table's name
 * @param enabled {@code pg_trigger.tgenabled}: O (on), D (off), R (replica only), A (always)
 */
public record TargetTrigger(String name, String table, char enabled) {}
