package org.synapsepg.hba;

import jakarta.annotation.Nullable;

/**
 * One row of {@code pg_ident_file_mappings} (15 and later), its columns under the names they have
 * there; null where the view has NULL or, in the server's version, no such column.
 *
 * @param mapNumber 16 and later
 * @param fileName 16 and later
 * @param lineNumber the line as the server counts
 * @param mapName the map
 * @param sysName the system user
 * @param pgUsername the role
 * @param error the server's error text
 */
public record IdentRow(
    @Nullable Integer mapNumber,
    @Nullable String fileName,
    int lineNumber,
    @Nullable String mapName,
    @Nullable String sysName,
    @Nullable String pgUsername,
    @Nullable String error) {}
