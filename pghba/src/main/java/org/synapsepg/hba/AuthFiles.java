package org.synapsepg.hba;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.synapsepg.pghba.internal.syntax.IncludePaths;

/**
 * Where the files come from that a pg_hba.conf, pg_ident.conf or postgresql.conf refers to: {@code
 * @file} and {@code include}, {@code include_if_exists} and {@code include_dir} (in the first two
 * from 16 on). Paths have been made relative to the folder of the file that names them, as the
 * server does.
 */
public interface AuthFiles {
  /** What a path leads to. */
  enum Status {
    /** A file that can be read. */
    FILE,
    /** A folder. */
    DIRECTORY,
    /** Nothing; also if a folder on the way is missing. */
    MISSING,
    /** A part of the path that should be a folder is none. */
    NOT_A_DIRECTORY,
    /** Something that may not be read. */
    FORBIDDEN,
    /**
     * A name that this Java cannot express, as one beyond ASCII in a process that runs with {@code
     * LC_ALL=C}; what is there is not known.
     */
    UNNAMEABLE
  }

  /** What the C library says of a name that cannot be expressed. */
  String UNNAMEABLE_REASON = "Invalid or incomplete multibyte or wide character";

  /**
   * What a path leads to.
   *
   * @param path a path
   * @return its status
   */
  Status status(String path);

  /**
   * The content of a file.
   *
   * @param path a path with status {@link Status#FILE}
   * @return its bytes
   * @throws IOException if it cannot be read after all
   */
  byte[] read(String path) throws IOException;

  /**
   * The names of the files in a folder, in any order; subfolders may be left out.
   *
   * @param path a path with status {@link Status#DIRECTORY}
   * @return the names, without the folder
   * @throws IOException if it cannot be read after all
   */
  List<String> names(String path) throws IOException;

  /**
   * The files of a folder that {@code include_dir} takes, in its order: those whose names end in
   * {@code .conf} and do not begin with a dot, by their bytes.
   *
   * @param folder a path with status {@link Status#DIRECTORY}
   * @return their paths
   * @throws IOException if the folder cannot be read after all
   */
  default List<String> configurationFiles(String folder) throws IOException {
    return IncludePaths.taken(folder, names(folder)).stream()
        .filter(path -> status(path) != Status.DIRECTORY)
        .toList();
  }

  /**
   * The files of this machine.
   *
   * @return files on disk
   */
  static AuthFiles onDisk() {
    return new FilesOnDisk();
  }

  /**
   * Files that exist in memory only; a path with others below it is a folder.
   *
   * @param contents path and content of each; copied
   * @return these files and no others
   */
  static AuthFiles of(Map<String, byte[]> contents) {
    return new FilesInMemory(contents);
  }

  /**
   * No files at all: every reference is a missing file.
   *
   * @return no files
   */
  static AuthFiles none() {
    return of(Map.of());
  }
}
