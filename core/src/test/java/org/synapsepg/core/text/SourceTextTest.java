package org.synapsepg.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.synapsepg.core.SourceLocation;
import org.synapsepg.testing.Seed;

class SourceTextTest {
  @Test
  void anyBytesComeBackExactly() {
    long seed = Seed.of(SourceTextTest.class);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (random.nextBoolean()) {
        bytes = new String(bytes, StandardCharsets.UTF_16LE).getBytes(StandardCharsets.UTF_8);
      }
      SourceText text = SourceText.of(bytes);
      assertThat(text.bytes()).as("seed %d, input %d", seed, i).isEqualTo(bytes);
      assertThat(text).isEqualTo(SourceText.of(bytes.clone()));
      assertThat(text.withText(text.text())).isSameAs(text);
    }
  }

  @Test
  void invalidUtf8IsHeldByteForByteAndStillShowsValidNames() {
    byte[] name = "Üser".getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[name.length + 1];
    System.arraycopy(name, 0, bytes, 0, name.length);
    bytes[name.length] = (byte) 0xFF;
    SourceText text = SourceText.of(bytes);
    assertThat(text.charset()).isEqualTo(StandardCharsets.ISO_8859_1);
    assertThat(text.text()).hasSize(bytes.length);
    assertThat(text.disclose(text.text().substring(0, name.length))).isEqualTo("Üser");
    assertThat(text.adopt("Üser")).isEqualTo(text.text().substring(0, name.length));
    assertThat(text.disclose("\u00FF")).isEqualTo("\u00FF");
  }

  @Test
  void locatesCharacters() {
    SourceText text = SourceText.of("ab\r\nc\n");
    assertThat(text.locate("f", 0)).isEqualTo(new SourceLocation("f", 1, 1));
    assertThat(text.locate("f", 4)).isEqualTo(new SourceLocation("f", 2, 1));
    assertThat(text.locate("f", 6)).isEqualTo(new SourceLocation("f", 3, 1));
    assertThatThrownBy(() -> text.locate("f", 7)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void newLinesTakeThePrevailingEnding() {
    assertThat(SourceText.of("").lineEnding()).isEqualTo(LineEnding.LF);
    assertThat(SourceText.of("a\r\nb\r\nc\n").lineEnding()).isEqualTo(LineEnding.CRLF);
    assertThat(SourceText.of("a\r\nb\n").lineEnding()).isEqualTo(LineEnding.LF);
  }

  @Test
  void aByteOrderMarkIsPartOfTheText() {
    byte[] marked = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, 'a'};
    assertThat(SourceText.of(marked).hasByteOrderMark()).isTrue();
    assertThat(SourceText.of(marked).text()).isEqualTo("\uFEFFa");
    byte[] markedAndInvalid = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, (byte) 0xFF};
    assertThat(SourceText.of(markedAndInvalid).hasByteOrderMark()).isTrue();
    assertThat(SourceText.of("a").hasByteOrderMark()).isFalse();
  }

  @Test
  void refusesCharactersWithoutBytes() {
    assertThatThrownBy(() -> SourceText.of("a\uD800"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> SourceText.of(new byte[] {(byte) 0xFF}).withText("\u0100"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ISO-8859-1");
  }

  @Test
  void neverPrintsItsContent() {
    assertThat(SourceText.of("password: hunter2")).hasToString("17 characters of UTF-8");
  }

  @Test
  void reportsAFileThatCannotBeRead(@TempDir Path folder) {
    assertThatThrownBy(() -> SourceText.read(folder.resolve("missing")))
        .isInstanceOf(TextFileException.class)
        .hasMessageContaining("missing")
        .extracting(e -> ((TextFileException) e).code())
        .isEqualTo(TextFileCode.UNREADABLE);
  }
}
