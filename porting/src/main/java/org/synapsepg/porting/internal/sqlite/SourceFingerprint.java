package org.synapsepg.porting.internal.sqlite;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.synapsepg.core.Finding;
import org.synapsepg.porting.PreflightCode;

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
    long walSalt) {
  private static final Pattern COOKIE = Pattern.compile("\\bschemaCookie=(\\d+)");

  /**
   * A sign of VACUUM: it raises the schema cookie, as changes of the schema do, and leaves no page
   * unused.
   *
   * @param before an earlier state of the same database, as {@link #toString} wrote it
   * @return a finding, for information; nothing if there is no such sign
   */
  public Optional<Finding> compactedSince(String before) {
    Matcher cookie = COOKIE.matcher(before);
    if (freelistPages > 0 || !cookie.find() || Long.parseLong(cookie.group(1)) >= schemaCookie) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            PreflightCode.SOURCE_VACUUMED,
            "the source was compacted (VACUUM) or its schema changed since the last run, so its row"
                + " numbers may be others. Synapse's port script must not be run again after that;"
                + " this port compares rows by their keys and content."));
  }
}
