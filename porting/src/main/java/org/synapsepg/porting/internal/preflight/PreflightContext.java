package org.synapsepg.porting.internal.preflight;

import jakarta.annotation.Nullable;
import java.sql.Connection;
import org.synapsepg.porting.internal.plan.LoadPlan;
import org.synapsepg.porting.internal.schema.SourceCatalogue;
import org.synapsepg.porting.internal.sqlite.SqliteSnapshot;

/**
 * What a check can ask.
 *
 * @param source the snapshot that would be ported; {@code source.witness()} answers SQL
 * @param target a session of the target, in a transaction in which a derived schema is already
 *     made; a check that risks an error of the server sets a savepoint
 * @param sourceCatalogue what the source says about its schema
 * @param plan what would go where
 * @param serverName the server's name if the source must be of that server
 */
public record PreflightContext(
    SqliteSnapshot source,
    Connection target,
    SourceCatalogue sourceCatalogue,
    LoadPlan plan,
    @Nullable String serverName) {}
