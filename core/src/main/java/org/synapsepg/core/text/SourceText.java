package org.synapsepg.core.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.synapsepg.core.SourceLocation;

/**
 * The text of a file together with the way back to its exact bytes.
 *
 * <p>Bytes that are valid UTF-8 are read as such; any other bytes are read as ISO-8859-1, one
 * character for each byte, so that every file can be held, edited and written without a changed
 * byte. A byte order mark stays in the text as U+FEFF, for the grammars differ in what they make of
 * it.
 *
 * <p>Immutable and safe for use by several threads. Example: {@code SourceText.of(bytes).bytes()}
 * equals {@code bytes}, whatever they are.
 */
public final class SourceText {
  private final String text;
  private final Charset charset;

  private SourceText(String text, Charset charset) {
    this.text = text;
    this.charset = charset;
  }

  /**
   * The text that some bytes hold.
   *
   * @param bytes any bytes; they are copied
   * @return their text, as UTF-8 if they are valid UTF-8 and else as ISO-8859-1
   */
  public static SourceText of(byte[] bytes) {
    try {
      String decoded =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new SourceText(decoded, StandardCharsets.UTF_8);
    } catch (CharacterCodingException notUtf8) {
      return new SourceText(
          new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * A text that is to be written as UTF-8.
   *
   * @param text any text without unpaired surrogates
   * @return the text
   * @throws IllegalArgumentException if the text holds an unpaired surrogate, which has no bytes
   */
  public static SourceText of(String text) {
    return new SourceText(requireEncodable(text, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /**
   * Reads a file.
   *
   * @param path the file
   * @return its text
   * @throws TextFileException if it cannot be read
   */
  public static SourceText read(Path path) {
    try {
      return of(Files.readAllBytes(path));
    } catch (IOException e) {
      throw TextFileException.unreadable(path, e);
    }
  }

  /**
   * The text.
   *
   * @return every character of the file, a byte order mark and all line endings included
   */
  public String text() {
    return text;
  }

  /**
   * How the characters stand for bytes.
   *
   * @return UTF-8, or ISO-8859-1 if the bytes were not valid UTF-8
   */
  public Charset charset() {
    return charset;
  }

  /**
   * The exact bytes.
   *
   * @return a new array; for an unedited text, the bytes that it was read from
   */
  public byte[] bytes() {
    return text.getBytes(charset);
  }

  /**
   * Another text that stands for bytes in the same way.
   *
   * @param changed the other text, in the form that {@link #adopt} gives
   * @return this if nothing differs, else the other text
   * @throws IllegalArgumentException if a character of it has no bytes in this text's charset
   */
  public SourceText withText(String changed) {
    return changed.equals(text)
        ? this
        : new SourceText(requireEncodable(changed, charset), charset);
  }

  /**
   * Turns text from outside (a name that a caller wants to insert) into the characters that stand
   * for its UTF-8 bytes in this text. For a text that is UTF-8 that is the same text; for one that
   * was read byte for byte, each byte becomes a character.
   *
   * @param outside any text without unpaired surrogates
   * @return what to insert
   */
  public String adopt(String outside) {
    requireEncodable(outside, StandardCharsets.UTF_8);
    return charset.equals(StandardCharsets.UTF_8)
        ? outside
        : new String(outside.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /**
   * The reverse of {@link #adopt}: what a part of this text means as a name. A part of a text that
   * was read byte for byte is decoded as UTF-8 if its own bytes are valid.
   *
   * @param part a part of this text
   * @return the part as characters for people and for comparison
   */
  public String disclose(String part) {
    if (charset.equals(StandardCharsets.UTF_8) || isAscii(part)) {
      return part;
    }
    return of(part.getBytes(StandardCharsets.ISO_8859_1)).text;
  }

  /**
   * Whether the text begins with a byte order mark.
   *
   * @return true if it does
   */
  public boolean hasByteOrderMark() {
    return charset.equals(StandardCharsets.UTF_8)
        ? text.startsWith("\uFEFF")
        : text.startsWith("\u00EF\u00BB\u00BF");
  }

  /**
   * The line ending that a new line should have here.
   *
   * @return the prevailing one
   */
  public LineEnding lineEnding() {
    return LineEnding.prevailingIn(text);
  }

  /**
   * Where in the source a character stands. Takes time in proportion to the offset.
   *
   * @param source the file's path or the text's name
   * @param offset an offset into {@link #text()}, from 0 to its length
   * @return line and column, both counted from 1; lines end at line feeds, columns count UTF-16
   *     units
   */
  public SourceLocation locate(String source, int offset) {
    if (offset < 0 || offset > text.length()) {
      throw new IndexOutOfBoundsException(
          "offset " + offset + " is outside the text of " + text.length() + " characters");
    }
    int line = 1;
    int start = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new SourceLocation(source, line, offset - start + 1);
  }

  /**
   * What has to be done to make one text of another, in the unified format of diff and patch.
   *
   * @param before the earlier text
   * @param name the file's name, for the header
   * @return the difference, empty if there is none
   */
  public String diffFrom(SourceText before, String name) {
    return UnifiedDiff.between(name, before.text, name, text);
  }

  /** Equal if the bytes are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SourceText that
        && (charset.equals(that.charset)
            ? text.equals(that.text)
            : Arrays.equals(bytes(), that.bytes()));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes());
  }

  /** The number of characters and the charset; never the content, which may hold a secret. */
  @Override
  public String toString() {
    return text.length() + " characters of " + charset.name();
  }

  private static boolean isAscii(String part) {
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String requireEncodable(String text, Charset charset) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean encodable;
      if (charset.equals(StandardCharsets.ISO_8859_1)) {
        encodable = c <= 0xFF;
      } else if (Character.isHighSurrogate(c)) {
        i++;
        encodable = i < text.length() && Character.isLowSurrogate(text.charAt(i));
      } else {
        encodable = !Character.isLowSurrogate(c);
      }
      if (!encodable) {
        throw new IllegalArgumentException(
            "the character at offset " + i + " has no bytes in " + charset.name());
      }
    }
    return text;
  }
}
