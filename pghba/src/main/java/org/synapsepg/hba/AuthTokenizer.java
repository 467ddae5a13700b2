package org.synapsepg.hba;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.hba.AuthLine.IncludeWord;
import org.synapsepg.pghba.internal.syntax.AuthLexer;
import org.synapsepg.pghba.internal.syntax.IncludePaths;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.LogicalLine;
import org.synapsepg.pghba.internal.syntax.LogicalLines;

/**
 * Reads a file and all that it refers to, as the server's tokenizer does: fields, {@code @file},
 * and from 16 on the includes. Used for one document and then dropped.
 *
 * <p>Original: {@code tokenize_auth_file} and what it calls in {@code src/backend/libpq/hba.c}.
 */
final class AuthTokenizer {
  /** How deep files may refer to one another from 16 on. */
  private static final int DEEPEST = 10;

  /** Up to 15 the server has no limit but its resources; this library stops here. */
  private static final int DEEPEST_WITHOUT_LIMIT = 60;

  /** How many files are read before a document is given up. */
  private static final int MOST_FILES = 2_000;

  private final int major;
  private final AuthFiles files;
  private int read;

  AuthTokenizer(int major, AuthFiles files) {
    this.major = major;
    this.files = files;
  }

  AuthFile tokenize(String name, SourceText text) {
    return tokenize(name, text, 0);
  }

  private AuthFile tokenize(String name, SourceText text, int depth) {
    boolean bytewise = text.charset().equals(StandardCharsets.ISO_8859_1);
    List<AuthLine> lines = new ArrayList<>();
    for (LogicalLine line : LogicalLines.of(text.text(), bytewise, major)) {
      lines.add(tokenizeLine(name, text, line, depth));
    }
    return new AuthFile(name, text, lines);
  }

  /** Tokenizes a text that must be one line, of a document with the given name and text. */
  AuthLine tokenizeSingle(String file, SourceText text, String source) {
    boolean bytewise = text.charset().equals(StandardCharsets.ISO_8859_1);
    List<LogicalLine> lines = LogicalLines.of(source, bytewise, major);
    if (lines.size() != 1) {
      throw new IllegalArgumentException(
          "'" + source.strip() + "' would not be one line for PostgreSQL " + major);
    }
    return tokenizeLine(file, text, lines.get(0), 0);
  }

  /**
   * Tokenizes one line.
   *
   * @param file the path of the file that it stands in
   * @param text a text of the same charset, for decoding
   * @param line the line
   * @param depth how many files lead to this one
   */
  private AuthLine tokenizeLine(String file, SourceText text, LogicalLine line, int depth) {
    boolean bytewise = text.charset().equals(StandardCharsets.ISO_8859_1);
    AuthLexer.Lexed lexed = AuthLexer.lex(line, major, bytewise);
    List<List<HbaName>> fields = new ArrayList<>(5);
    String error = line.tooLong() ? "authentication file line too long" : null;
    List<HbaName> field = new ArrayList<>(1);
    for (Lexeme lexeme : lexed.raw().lexemes()) {
      if (error != null) {
        break;
      }
      if (!lexeme.joined() && !field.isEmpty()) {
        fields.add(field);
        field = new ArrayList<>(1);
      }
      String value = text.disclose(lexeme.value());
      if (!lexeme.quoted() && value.length() > 1 && value.charAt(0) == '@') {
        error = expand(file, value.substring(1), field, depth + 1);
      } else {
        field.add(new HbaName(value, lexeme.quoted()));
      }
    }
    if (!field.isEmpty()) {
      fields.add(field);
    }
    if (error == null && lexed.tooLong()) {
      error = "authentication file token too long";
    }
    IncludeWord word =
        major >= 16 && error == null && fields.size() == 2
            ? IncludeWord.of(fields.get(0).get(0).text())
            : null;
    if (word == null) {
      return new AuthLine(lexed.raw(), line.counted(), fields, error, null, List.of());
    }
    List<AuthFile> included = new ArrayList<>();
    error = include(word, file, fields.get(1).get(0).text(), included, depth + 1);
    return new AuthLine(lexed.raw(), line.counted(), fields, error, word, included);
  }

  /** Puts the words of another file into a field; the server's complaint or null. */
  private @Nullable String expand(String from, String name, List<HbaName> field, int depth) {
    String path = IncludePaths.locate(from, name);
    List<AuthFile> opened = new ArrayList<>(1);
    String error = open(path, opened, depth);
    if (error != null) {
      int reason = error.lastIndexOf("\": ");
      return major >= 16
          ? error
          : "could not open secondary authentication file \"@"
              + name
              + "\" as \""
              + path
              + error.substring(reason);
    }
    for (AuthFile file : opened) {
      error = flatten(file, field);
    }
    return error;
  }

  private static @Nullable String flatten(AuthFile file, List<HbaName> field) {
    for (AuthLine line : file.lines()) {
      for (AuthFile included : line.included()) {
        String error = flatten(included, field);
        if (error != null) {
          return error;
        }
      }
      if (line.error() != null) {
        return line.error();
      }
      if (!line.isDoneByInclude()) {
        line.fields().forEach(field::addAll);
      }
    }
    return null;
  }

  private @Nullable String include(
      IncludeWord word, String from, String name, List<AuthFile> included, int depth) {
    if (word != IncludeWord.INCLUDE_DIR) {
      String path = IncludePaths.locate(from, name);
      boolean forgiven =
          word == IncludeWord.INCLUDE_IF_EXISTS
              && depth <= DEEPEST
              && files.status(path) == AuthFiles.Status.MISSING;
      return forgiven ? null : open(path, included, depth);
    }
    if (name.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r' || c == '\n')) {
      return "empty configuration directory name";
    }
    String folder = IncludePaths.locate(from, name);
    if (files.status(folder) != AuthFiles.Status.DIRECTORY) {
      return "could not open directory \"" + folder + "\"";
    }
    StringBuilder errors = new StringBuilder();
    for (String file : confFiles(folder)) {
      String error = open(file, included, depth);
      if (error != null) {
        errors.append(errors.isEmpty() ? "" : "\n").append(error);
      }
    }
    return errors.isEmpty() ? null : errors.toString();
  }

  private List<String> confFiles(String folder) {
    try {
      return files.configurationFiles(folder);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Opens and tokenizes a file; the server's complaint or null. */
  private @Nullable String open(String path, List<AuthFile> opened, int depth) {
    if (depth > DEEPEST && major >= 16) {
      return "could not open file \"" + path + "\": maximum nesting depth exceeded";
    }
    if (depth > DEEPEST_WITHOUT_LIMIT || ++read > MOST_FILES) {
      return "could not open file \"" + path + "\": Too many open files";
    }
    AuthFiles.Status status = files.status(path);
    try {
      switch (status) {
        case FILE -> opened.add(tokenize(path, SourceText.of(files.read(path)), depth));
        case DIRECTORY -> {
          if (major < 14) {
            opened.add(unreadable(path, "Is a directory"));
          } else {
            opened.add(new AuthFile(path, SourceText.of(""), List.of()));
          }
        }
        case MISSING -> {
          return "could not open file \"" + path + "\": No such file or directory";
        }
        case NOT_A_DIRECTORY -> {
          return "could not open file \"" + path + "\": Not a directory";
        }
        case FORBIDDEN -> {
          return "could not open file \"" + path + "\": Permission denied";
        }
        case UNNAMEABLE -> {
          return "could not open file \"" + path + "\": " + AuthFiles.UNNAMEABLE_REASON;
        }
      }
    } catch (IOException e) {
      return "could not open file \"" + path + "\": Input/output error";
    }
    return null;
  }

  private static AuthFile unreadable(String path, String reason) {
    AuthLine line =
        new AuthLine(
            new org.synapsepg.pghba.internal.syntax.RawLine("", List.of()),
            1,
            List.of(),
            "could not read file \"" + path + "\": " + reason,
            null,
            List.of());
    return new AuthFile(path, SourceText.of(""), List.of(line));
  }
}
