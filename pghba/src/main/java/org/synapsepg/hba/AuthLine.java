package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.util.List;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * One logical line of a tokenized file: its fields with every {@code @file} put in, and what became
 * of it.
 *
 * @param raw the line as written
 * @param counted by how many lines the server counts on after it
 * @param fields the fields; empty if the server sees nothing in the line
 * @param error the server's complaint at this stage, or null
 * @param include which include word it begins with, or null if it is none
 * @param included what an include brought in, in order
 */
record AuthLine(
    RawLine raw,
    int counted,
    List<List<HbaName>> fields,
    @Nullable String error,
    @Nullable IncludeWord include,
    List<AuthFile> included) {
  /** The words that include files, from 16 on. */
  enum IncludeWord {
    INCLUDE("include"),
    INCLUDE_IF_EXISTS("include_if_exists"),
    INCLUDE_DIR("include_dir");

    final String word;

    IncludeWord(String word) {
      this.word = word;
    }

    static @Nullable IncludeWord of(String word) {
      for (IncludeWord candidate : values()) {
        if (candidate.word.equals(word)) {
          return candidate;
        }
      }
      return null;
    }
  }

  boolean isBoring() {
    return fields.isEmpty() && error == null;
  }

  /** Whether the line only brings in others and is no row itself. */
  boolean isDoneByInclude() {
    return include != null && error == null;
  }
}
