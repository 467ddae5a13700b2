package org.synapsepg.hba;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Where the files come from that a pg_hba.conf or pg_ident.conf refers to: {@code @file} and, from
 * 16 on, {@code include}, {@code include_if_exists} and {@code include_dir}. Paths have been made
 * relative to the folder of the file that names them, as the server does.
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
    FORBIDDEN
  }

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
