package org.synapsepg.porting.internal.run;

import jakarta.annotation.Nullable;
import org.synapsepg.core.ConnectionSource;
import org.synapsepg.porting.ExistingCheckpoint;
import org.synapsepg.porting.SqliteSource;
import org.synapsepg.porting.TargetSchema;
import org.synapsepg.porting.VerifyLevel;
import org.synapsepg.porting.internal.load.LoadSettings;

/**
 * What a run was asked to do.
 *
 * @param source the SQLite database
 * @param target the PostgreSQL database
 * @param schema where the target's tables come from
 * @param workers how many connections copy rows; index builds use one more
 * @param existing what happens to the work of an earlier run
 * @param overwrite the name of a database whose rows of other origin may be overwritten
 * @param load how rows are loaded
 * @param verify how thoroughly the result is compared
 * @param serverName the server's name if the source must be of that server
 * @param carry the schema into which tables go that the target lacks; null leaves them behind
 * @param host what the run has of the program around it
 * @param thoroughCheck whether SQLite also compares indexes with tables
 * @param unsafeLocale whether Synapse's configuration allows another locale than C
 */
public record RunSettings(
    SqliteSource source,
    ConnectionSource target,
    TargetSchema schema,
    int workers,
    ExistingCheckpoint existing,
    @Nullable String overwrite,
    LoadSettings load,
    VerifyLevel verify,
    @Nullable String serverName,
    @Nullable String carry,
    Host host,
    boolean thoroughCheck,
    boolean unsafeLocale) {
  /** The same with another way to open connections to the same database. */
  RunSettings on(ConnectionSource same) {
    return new RunSettings(
        source,
        same,
        schema,
        workers,
        existing,
        overwrite,
        load,
        verify,
        serverName,
        carry,
        host,
        thoroughCheck,
        unsafeLocale);
  }
}
