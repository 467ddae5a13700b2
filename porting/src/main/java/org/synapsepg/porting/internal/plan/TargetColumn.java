package org.synapsepg.porting.internal.plan;

import jakarta.annotation.Nullable;

/**
 * A column of the target as {@code pg_attribute} describes it.
 *
 * @param name its name
 * @param declared its type as PostgreSQL writes it, for example {@code character varying(32)}
 * @param type the form its values take in COPY; null if no port can fill it
 * @param maxCharacters the length of {@code varchar(n)} and {@code character(n)}; -1 for none
 * @param notNull whether it refuses NULL
 * @param hasDefault whether it has a default, is an identity column or is generated
 * @param identity whether it is an identity column
 * @param generated whether it is a generated column, which nobody can write
 */
public record TargetColumn(
    String name,
    String declared,
    @Nullable ValueType type,
    int maxCharacters,
    boolean notNull,
    boolean hasDefault,
    boolean identity,
    boolean generated) {}
