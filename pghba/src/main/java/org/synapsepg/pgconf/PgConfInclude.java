package org.synapsepg.pgconf;

import org.synapsepg.pghba.internal.syntax.RawLine;

/** A line that draws in other files. Immutable. */
public final class PgConfInclude extends PgConfLine {
  /** The three kinds. */
  public enum Kind {
    /** {@code include}: one file, which must exist. */
    FILE,
    /** {@code include_if_exists}: one file, skipped if it is missing. */
    FILE_IF_EXISTS,
    /** {@code include_dir}: every {@code *.conf} of a folder, in byte order of the names. */
    FOLDER
  }

  private final Kind kind;
  private final String target;

  PgConfInclude(RawLine raw, Kind kind, String target) {
    super(raw);
    this.kind = kind;
    this.target = target;
  }

  /**
   * What is drawn in.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The file or folder.
   *
   * @return the path as written, without quotes; relative to the folder of the file that holds the
   *     line
   */
  public String target() {
    return target;
  }
}
