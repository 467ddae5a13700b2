package org.synapsepg.pgconf;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.synapsepg.core.Finding;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.hba.AuthFiles;
import org.synapsepg.pghba.internal.syntax.IncludePaths;

/**
 * Walks through a file and its includes in the server's order and collects the settings and errors
 * that the server would (source {@code guc-file.l}). Files are read once and kept by path.
 */
final class ConfReader {
  private static final int DEEPEST = 10;
  private static final int MOST_ERRORS = 100;

  private final AuthFiles files;
  private final Map<String, ConfDocument> documents;
  private final int errorsPerFile;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> erroneous = new ArrayList<>();

  /**
   * A reader.
   *
   * @param documents files read so far, by path; more are added
   * @param session whether a session reads, which gives a file up at its first syntax error
   */
  ConfReader(AuthFiles files, Map<String, ConfDocument> documents, boolean session) {
    this.files = files;
    this.documents = documents;
    this.errorsPerFile = session ? 1 : MOST_ERRORS;
  }

  List<Entry> entries() {
    return entries;
  }

  List<Finding> findings() {
    return findings;
  }

  /** Reads a file that must be among the documents, and what it includes. */
  boolean readTop(String path) {
    ConfDocument document = documents.get(path);
    return document == null || lines(document, 0);
  }

  private boolean file(String target, boolean strict, ConfDocument from, int line, int depth) {
    if (isBlank(target)) {
      return error(
          "empty configuration file name",
          "empty configuration file name: \"" + target + "\"",
          from,
          line);
    }
    if (depth > DEEPEST) {
      return error(
          "nesting depth exceeded",
          "could not open configuration file \"" + target + "\": maximum nesting depth exceeded",
          from,
          line);
    }
    String path = IncludePaths.locate(from.path(), target);
    if (path.equals(from.path())) {
      return error(
          "configuration file recursion",
          "configuration file recursion in \"" + from.path() + "\"",
          from,
          line);
    }
    if (!documents.containsKey(path) && files.status(path) == AuthFiles.Status.DIRECTORY) {
      entries.add(new Entry(path, 1, null));
      entries.get(entries.size() - 1).error = "input in flex scanner failed";
      findings.add(
          Finding.of(
                  PgConfCode.INCLUDE,
                  "input in flex scanner failed at file \"" + path + "\" line 1")
              .withHint("'" + path + "' is a folder; include it with include_dir")
              .at(SourceLocation.line(from.path(), line)));
      return false;
    }
    ConfDocument document = document(path);
    if (document == null) {
      return (!strict && files.status(path) != AuthFiles.Status.UNNAMEABLE)
          || missing(path, from, line);
    }
    return lines(document, depth);
  }

  private boolean missing(String path, ConfDocument from, int line) {
    return error(
        "could not open file \"" + path + "\"",
        "could not open configuration file \"" + path + "\": " + reason(path),
        from,
        line);
  }

  private String reason(String path) {
    return switch (files.status(path)) {
      case UNNAMEABLE -> AuthFiles.UNNAMEABLE_REASON;
      case FORBIDDEN -> "Permission denied";
      case NOT_A_DIRECTORY -> "Not a directory";
      default -> "No such file or directory";
    };
  }

  private boolean folder(String target, ConfDocument from, int line, int depth) {
    if (isBlank(target)) {
      return error(
          "empty configuration directory name",
          "empty configuration directory name: \"" + target + "\"",
          from,
          line);
    }
    String path = IncludePaths.locate(from.path(), target);
    List<String> inside = inside(path);
    if (inside == null) {
      return error(
          "could not open directory \"" + path + "\"",
          "could not open configuration directory \"" + path + "\": " + reason(path),
          from,
          line);
    }
    for (String file : inside) {
      if (!file(file, true, from, line, depth)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable List<String> inside(String folder) {
    try {
      boolean there = files.status(folder) == AuthFiles.Status.DIRECTORY;
      return there ? files.configurationFiles(folder) : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  private boolean lines(ConfDocument document, int depth) {
    boolean good = true;
    int errors = 0;
    List<ConfSlot> lines = document.lines().lines();
    for (int i = 0; i < lines.size(); i++) {
      int number = i + 1;
      PgConfLine line = lines.get(i).line();
      if (line instanceof PgConfSetting setting) {
        entries.add(new Entry(document.path(), number, setting));
      } else if (line instanceof PgConfInclude include) {
        good &= include(include, document, number, depth + 1);
      } else if (line instanceof PgConfInvalid invalid) {
        good = false;
        errors++;
        syntaxError(document, number, invalid);
        if (errors >= errorsPerFile) {
          tooMany(document);
          return false;
        }
      }
    }
    return good;
  }

  private void tooMany(ConfDocument document) {
    if (errorsPerFile == MOST_ERRORS) {
      findings.add(
          Finding.of(
                  PgConfCode.SYNTAX,
                  "too many syntax errors found, abandoning file \"" + document.path() + "\"")
              .at(SourceLocation.wholeOf(document.path())));
    }
  }

  private boolean include(PgConfInclude include, ConfDocument from, int line, int depth) {
    return switch (include.kind()) {
      case FILE -> file(include.target(), true, from, line, depth);
      case FILE_IF_EXISTS -> file(include.target(), false, from, line, depth);
      case FOLDER -> folder(include.target(), from, line, depth);
    };
  }

  private void syntaxError(ConfDocument document, int number, PgConfInvalid line) {
    boolean unended = line.atEnd() && line.raw().ending().isEmpty();
    int counted = unended ? number - 1 : number;
    Entry entry = new Entry(document.path(), counted, null);
    entry.error = "syntax error";
    entries.add(entry);
    erroneous.add(document.path());
    findings.add(
        Finding.of(
                PgConfCode.SYNTAX,
                "syntax error in file \""
                    + document.path()
                    + "\" line "
                    + counted
                    + ", "
                    + line.near())
            .withHint(PgConfAdvice.forSyntaxError(line))
            .at(new SourceLocation(document.path(), number, line.column())));
  }

  private boolean error(String inView, String inLog, ConfDocument from, int line) {
    Entry entry = new Entry(from.path(), line, null);
    entry.error = inView;
    entries.add(entry);
    findings.add(Finding.of(PgConfCode.INCLUDE, inLog).at(SourceLocation.line(from.path(), line)));
    return false;
  }

  private @Nullable ConfDocument document(String path) {
    ConfDocument known = documents.get(path);
    if (known == null) {
      known = read(files, path);
      if (known != null) {
        documents.put(path, known);
      }
    }
    return known;
  }

  /** A file; null if it is missing or cannot be read. */
  static @Nullable ConfDocument read(AuthFiles files, String path) {
    try {
      return files.status(path) == AuthFiles.Status.FILE
          ? ConfDocument.parse(path, SourceText.of(files.read(path)))
          : null;
    } catch (IOException unreadable) {
      return null;
    }
  }

  private static boolean isBlank(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (" \t\r\n".indexOf(target.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  static Map<String, ConfDocument> copyOf(Map<String, ConfDocument> documents) {
    return new LinkedHashMap<>(documents);
  }
}
