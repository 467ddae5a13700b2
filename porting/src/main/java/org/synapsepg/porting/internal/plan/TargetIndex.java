package org.synapsepg.porting.internal.plan;

import jakarta.annotation.Nullable;
import java.util.List;

/**
 * An index of the target, and the constraint that it backs if there is one.
 *
 * @param name its name
 * @param table the table's name
 * @param definition what makes it again ({@code pg_get_indexdef})
 * @param columns the names of its key columns; empty if any of them is an expression
 * @param unique whether it is unique
 * @param partial whether it has a WHERE clause
 * @param primary whether it backs the primary key
 * @param valid whether it may be used for queries
 * @param constraint the name of the primary key or unique constraint that it backs
 * @param constraintDefinition what makes that constraint again, its deferrability included
 * @param comment the comment on the index
 * @param constraintComment the comment on the constraint
 * @param plain whether dropping and making it again gives the same index: no tablespace, cluster
 *     mark, replica identity, statistics target, exclusion or partition hangs on it
 * @param bytes its size on disk
 */
public record TargetIndex(
    String name,
    String table,
    String definition,
    List<String> columns,
    boolean unique,
    boolean partial,
    boolean primary,
    boolean valid,
    @Nullable String constraint,
    @Nullable String constraintDefinition,
    @Nullable String comment,
    @Nullable String constraintComment,
    boolean plain,
    long bytes) {
  /** Keeps its own copy of the list. */
  public TargetIndex {
    columns = List.copyOf(columns);
  }
}
