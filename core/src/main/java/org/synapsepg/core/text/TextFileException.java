package org.synapsepg.core.text;

import jakarta.annotation.Nullable;
import java.io.IOException;
import java.nio.file.Path;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.core.SynapsePgException;

/**
 * A file could not be read or replaced. Its {@link #code()} tells which, see {@link TextFileCode}.
 */
public final class TextFileException extends SynapsePgException {
  private static final long serialVersionUID = 1L;

  TextFileException(TextFileCode code, Path path, String message, @Nullable Throwable cause) {
    super(code, message, SourceLocation.wholeOf(path.toString()), cause);
  }

  static TextFileException unreadable(Path path, IOException cause) {
    return new TextFileException(
        TextFileCode.UNREADABLE,
        path,
        "'" + path + "' cannot be read: " + reason(cause) + "; check that it exists and its mode",
        cause);
  }

  static TextFileException notReplaced(Path path, IOException cause) {
    return new TextFileException(
        TextFileCode.NOT_REPLACED,
        path,
        "'"
            + path
            + "' cannot be replaced: "
            + reason(cause)
            + "; it is unchanged. The folder must be writable, and a file that is mounted by itself"
            + " (as containers do) cannot be replaced: mount its folder",
        cause);
  }

  private static String reason(IOException cause) {
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return message == null ? kind : kind + " (" + message + ")";
  }
}
