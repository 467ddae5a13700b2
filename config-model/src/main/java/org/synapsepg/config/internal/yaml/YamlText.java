package org.synapsepg.config.internal.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text as code points, with sentinels behind its end. Synapse opens its files in text mode, so
 * only UTF-8 is read; a byte order mark is an ordinary first character.
 */
public final class YamlText {
  /** Longer files are refused; Synapse's own default configuration has about 100 kB. */
  public static final int MAX_BYTES = 16 << 20;

  private static final int SENTINELS = 8;

  private final String string;
  private final int[] points;
  private final int length;
  private int[] lineStarts = new int[0];

  private YamlText(String string) {
    this.string = string;
    int[] buffer = new int[string.length() + SENTINELS];
    int n = 0;
    for (int i = 0; i < string.length(); ) {
      int c = string.codePointAt(i);
      i += Character.charCount(c);
      buffer[n] = c;
      if (!isPrintable(c)) {
        throw new YamlException(
            String.format("character U+%04X is not allowed in YAML", c), n, false);
      }
      n++;
    }
    this.points = buffer;
    this.length = n;
  }

  /** From a file's bytes. */
  public static YamlText of(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new YamlException(
          "the file has " + bytes.length + " bytes; at most " + MAX_BYTES + " are read", 0, true);
    }
    String decoded;
    try {
      decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
    } catch (CharacterCodingException e) {
      throw new YamlException("the file is not valid UTF-8", validPrefix(bytes));
    }
    return new YamlText(decoded);
  }

  /** From a text that is already decoded. */
  public static YamlText of(String text) {
    if (text.length() > MAX_BYTES) {
      throw new YamlException(
          "the text has " + text.length() + " characters; at most " + MAX_BYTES + " are read",
          0,
          true);
    }
    return new YamlText(text);
  }

  private static int validPrefix(byte[] bytes) {
    String lenient = new String(bytes, StandardCharsets.UTF_8);
    int bad = lenient.indexOf('\uFFFD');
    return bad < 0 ? 0 : lenient.codePointCount(0, bad);
  }

  private static boolean isPrintable(int c) {
    if (c < 0x7F) {
      return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
    }
    return c == 0x85 || (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
  }

  int at(int index) {
    return points[index];
  }

  /** The number of code points. */
  public int length() {
    return length;
  }

  /** The whole text. */
  public String string() {
    return string;
  }

  /** The part between two indexes. */
  public String slice(int from, int to) {
    return new String(points, from, to - from);
  }

  /** The index into {@link #string()} of the code point with the given index. */
  public int charIndex(int index) {
    return string.length() == length ? index : string.offsetByCodePoints(0, index);
  }

  /** The line, counted from 1, of an index. */
  public int line(int index) {
    return lineOf(index) + 1;
  }

  /** The column, counted from 1, of an index; a byte order mark takes no column. */
  public int column(int index) {
    int column = 1;
    for (int i = starts()[lineOf(index)]; i < Math.min(index, length); i++) {
      if (points[i] != 0xFEFF) {
        column++;
      }
    }
    return column;
  }

  private int lineOf(int index) {
    int found = Arrays.binarySearch(starts(), index);
    return found >= 0 ? found : -found - 2;
  }

  private synchronized int[] starts() {
    if (lineStarts.length == 0) {
      int[] starts = new int[64];
      int n = 1;
      for (int i = 0; i < length; i++) {
        int c = points[i];
        if (c == '\n'
            || c == 0x85
            || c == 0x2028
            || c == 0x2029
            || (c == '\r' && points[i + 1] != '\n')) {
          if (n == starts.length) {
            starts = Arrays.copyOf(starts, n * 2);
          }
          starts[n++] = i + 1;
        }
      }
      lineStarts = Arrays.copyOf(starts, n);
    }
    return lineStarts;
  }
}
