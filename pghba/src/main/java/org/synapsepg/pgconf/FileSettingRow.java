package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.util.Optional;

/**
 * One row of the view {@code pg_file_settings} (PostgreSQL documentation, "pg_file_settings").
 * Immutable.
 */
public final class FileSettingRow {
  private final @Nullable String sourceFile;
  private final int sourceLine;
  private final int sequence;
  private final @Nullable String name;
  private final @Nullable String setting;
  private final boolean applied;
  private final @Nullable String error;

  FileSettingRow(
      @Nullable String sourceFile,
      int sourceLine,
      int sequence,
      @Nullable String name,
      @Nullable String setting,
      boolean applied,
      @Nullable String error) {
    this.sourceFile = sourceFile;
    this.sourceLine = sourceLine;
    this.sequence = sequence;
    this.name = name;
    this.setting = setting;
    this.applied = applied;
    this.error = error;
  }

  /**
   * The file.
   *
   * @return its full path; empty for a setting that is gone from the files
   */
  public Optional<String> sourceFile() {
    return Optional.ofNullable(sourceFile);
  }

  /**
   * The line.
   *
   * @return the line as the server counts it, from 1; 0 for an error at the end of a file whose
   *     only line has no line feed
   */
  public int sourceLine() {
    return sourceLine;
  }

  /**
   * The order of processing.
   *
   * @return 1 for the first row
   */
  public int sequence() {
    return sequence;
  }

  /**
   * The name as written in the file.
   *
   * @return the name; empty for an error that belongs to no setting
   */
  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /**
   * The value as written in the file, quotes and escapes resolved.
   *
   * @return the value; empty where the name is
   */
  public Optional<String> setting() {
    return Optional.ofNullable(setting);
  }

  /**
   * Whether a reload would take it.
   *
   * @return true if so; false for an error, and for an entry that a later one overrides
   */
  public boolean applied() {
    return applied;
  }

  /**
   * The server's error text.
   *
   * @return the text; empty if there is no error
   */
  public Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /** All columns, separated by bars. */
  @Override
  public String toString() {
    return sourceFile
        + "|"
        + sourceLine
        + "|"
        + sequence
        + "|"
        + name
        + "|"
        + setting
        + "|"
        + applied
        + "|"
        + error;
  }
}
