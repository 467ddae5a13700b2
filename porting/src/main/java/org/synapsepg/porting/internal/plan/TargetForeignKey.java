package org.synapsepg.porting.internal.plan;

import jakarta.annotation.Nullable;

/**
 * A foreign key of the target.
 *
 * @param name its name
 * @param table the referencing table
 * @param referenced the referenced table
 * @param referencedIndex the name of the index on the referenced table that it depends on
 * @param definition what makes it again, {@code NOT VALID} and deferrability included
 * @param validated whether all rows are known to satisfy it
 * @param comment its comment
 */
public record TargetForeignKey(
    String name,
    String table,
    String referenced,
    String referencedIndex,
    String definition,
    boolean validated,
    @Nullable String comment) {}
