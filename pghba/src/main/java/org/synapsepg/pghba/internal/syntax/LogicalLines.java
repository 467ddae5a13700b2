package org.synapsepg.pghba.internal.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts the text of a pg_hba.conf or pg_ident.conf (or of a file that one of them includes) into
 * logical lines as the tokenizer of a server of some major version reads them.
 *
 * <ul>
 *   <li>Up to 13 each physical line is a logical one, at most 20,478 bytes of it with the line
 *       feed; more is an error and the rest is read as if it were the next line. A NUL ends what is
 *       read of a line.
 *   <li>From 14 on a backslash as the last character before the line ending joins the next line,
 *       without limit. A NUL ends what is read of the line and joins the next one to it, and the
 *       server's own count of lines then runs short.
 * </ul>
 *
 * Original: {@code tokenize_auth_file} and {@code pg_get_line_append} of PostgreSQL, observed on 12
 * to 18.
 */
public final class LogicalLines {
  /** From here on a physical line is too long for 12 and 13, in bytes with its line feed. */
  private static final int TOO_LONG = 20_479;

  private static final int FIRST_BUFFER = 1024;
  private static final int BUFFER_RESERVE = 128;

  private final String text;
  private final boolean bytewise;
  private final boolean joinsLines;
  private final boolean hasNul;
  private final List<LogicalLine> lines = new ArrayList<>();
  private int buffer = FIRST_BUFFER;

  private LogicalLines(String text, boolean bytewise, int major) {
    this.text = text;
    this.bytewise = bytewise;
    this.joinsLines = major >= 14;
    this.hasNul = text.indexOf('\0') >= 0;
  }

  /**
   * Cuts a text.
   *
   * @param text the text
   * @param bytewise whether each character stands for one byte; otherwise the text is UTF-8
   * @param major the server's major version
   * @return its logical lines; their sources, joined, are the text
   */
  public static List<LogicalLine> of(String text, boolean bytewise, int major) {
    LogicalLines cutter = new LogicalLines(text, bytewise, major);
    int at = 0;
    while (at < text.length()) {
      at = cutter.joinsLines ? cutter.cutJoined(at) : cutter.cutSingle(at);
    }
    return cutter.lines;
  }

  private int cutSingle(int from) {
    int end = chunkEnd(from, TOO_LONG);
    boolean tooLong =
        end - from > TOO_LONG / 4
            && (bytes(from, end) >= TOO_LONG
                || (end < text.length() && text.charAt(end - 1) != '\n'));
    int nul = hasNul ? indexOf('\0', from, end) : -1;
    int stop = nul < 0 ? end : nul;
    tooLong &= nul < 0;
    while (stop > from && isLineEnd(text.charAt(stop - 1))) {
      stop--;
    }
    lines.add(LogicalLine.plain(text.substring(from, end), stop - from, 1, tooLong));
    return end;
  }

  /** What {@code fgets} into a growing buffer and the look for a last backslash come to. */
  private int cutJoined(int from) {
    if (!hasNul) {
      int feed = text.indexOf('\n', from);
      int end = feed < 0 ? text.length() : feed + 1;
      int stop = end;
      while (stop > from && isLineEnd(text.charAt(stop - 1))) {
        stop--;
      }
      if (stop == from || text.charAt(stop - 1) != '\\') {
        lines.add(LogicalLine.plain(text.substring(from, end), stop - from, 1, false));
        return end;
      }
    }
    return cutByBuffer(from);
  }

  private int cutByBuffer(int from) {
    JoinedText joined = new JoinedText();
    int counted = 1;
    int lastJoin = 0;
    int at = from;
    while (at < text.length()) {
      at = readLine(joined, at);
      joined.stripLineEnd();
      int length = joined.length();
      if (length > lastJoin && joined.last() == '\\') {
        joined.drop();
        lastJoin = joined.length();
        counted++;
        continue;
      }
      break;
    }
    lines.add(joined.toLine(text.substring(from, at), from, counted));
    return at;
  }

  /** Appends one physical line, or more where a NUL hides the line feed from the server. */
  private int readLine(JoinedText joined, int from) {
    int before = joined.length();
    int at = from;
    while (at < text.length()) {
      int room = buffer - joined.bytes() - 1;
      int end = chunkEnd(at, hasNul ? room : Integer.MAX_VALUE);
      int nul = hasNul ? indexOf('\0', at, end) : -1;
      int stop = nul < 0 ? end : nul;
      for (int i = at; i < stop; i++) {
        joined.append(text.charAt(i), i, bytesOf(text.charAt(i)));
      }
      at = end;
      if (joined.length() > before && joined.last() == '\n') {
        return at;
      }
      growBuffer(joined.bytes());
    }
    return at;
  }

  private void growBuffer(int used) {
    int needed = used + BUFFER_RESERVE + 1;
    while (buffer < needed) {
      buffer *= 2;
    }
  }

  private int indexOf(char c, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  private int bytes(int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += bytesOf(text.charAt(i));
    }
    return count;
  }

  /** The offset after a line feed or after as many bytes, never within a character. */
  private int chunkEnd(int from, int bytes) {
    int count = 0;
    for (int at = from; at < text.length(); at++) {
      char c = text.charAt(at);
      count += bytesOf(c);
      if (count > bytes) {
        return Character.isLowSurrogate(c) && !bytewise && at > from ? at - 1 : at;
      }
      if (c == '\n') {
        return at + 1;
      }
    }
    return text.length();
  }

  private int bytesOf(char c) {
    if (bytewise || c < 0x80) {
      return 1;
    }
    return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
