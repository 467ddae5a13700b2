package org.synapsepg.porting.internal.sqlite;

/**
 * What identifies the state of a source that was read (SQLite documentation, "Database File
 * Format": the header's fields; numbers as stored).
 *
 * @param fileBytes the main file's size
 * @param pageSize bytes a page
 * @param pageCount pages of the state that was read, the write-ahead log included
 * @param changeCounter the header's change counter
 * @param schemaCookie raised by each change of the schema and by VACUUM
 * @param schemaFormat 1 to 4
 * @param encoding 1 UTF-8, 2 UTF-16LE, 3 UTF-16BE
 * @param freelistPages pages not in use; VACUUM empties the list
 * @param autoVacuum 0 none, 1 full, 2 incremental
 * @param userVersion {@code PRAGMA user_version}
 * @param applicationId {@code PRAGMA application_id}
 * @param walFrames frames of the write-ahead log that belong to the state; 0 when it has none
 * @param walSalt the log's two salts as one number; 0 without frames
 */
public record SourceFingerprint(
    long fileBytes,
    int pageSize,
    long pageCount,
    long changeCounter,
    long schemaCookie,
    int schemaFormat,
    int encoding,
    long freelistPages,
    int autoVacuum,
    long userVersion,
    long applicationId,
    long walFrames,
    long walSalt) {}
