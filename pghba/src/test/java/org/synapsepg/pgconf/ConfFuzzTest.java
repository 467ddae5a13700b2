package org.synapsepg.pgconf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.PgVersion;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.testing.Seed;

/** Whatever the bytes are, they come back, and nothing is thrown. */
class ConfFuzzTest {
  private static final int INPUTS = Integer.getInteger("synapsepg.pgconf.inputs", 1_000_000);
  private static final String[] WORDS = {
    "work_mem",
    "port",
    "include",
    "include_dir ",
    "'",
    "''",
    "\\",
    "\\0",
    "\\303",
    "=",
    " = ",
    " ",
    "\t",
    "#",
    "\n",
    "\r\n",
    "\r",
    ".",
    "a.b",
    "1",
    "0x",
    "8MB",
    "1.5",
    "1e3",
    "-",
    "+",
    "\u00e9",
    "\ufeff",
    "\u00a0",
    "\0",
    "on",
    "my.x",
    "*",
    ",",
    "\"",
    "ID",
    "\ud83d\ude00",
    "\f",
    "_",
    "/"
  };

  @Test
  void everyInputComesBackByteForByte() {
    long seed = Seed.of(ConfFuzzTest.class);
    Random random = new Random(seed);
    byte[][] words =
        Arrays.stream(WORDS)
            .map(w -> w.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    byte[] buffer = new byte[512];
    int edited = 0;
    for (int i = 0; i < INPUTS; i++) {
      int length = 0;
      for (int parts = random.nextInt(14); parts > 0; parts--) {
        byte[] part = words[random.nextInt(words.length)];
        System.arraycopy(part, 0, buffer, length, part.length);
        length += part.length;
        if (random.nextInt(25) == 0) {
          buffer[length++] = (byte) random.nextInt(256);
        }
      }
      byte[] input = Arrays.copyOf(buffer, length);
      try {
        PgConfFile file = PgConfFile.parse(SourceText.of(input), PgVersion.of(12 + i % 7));
        if (!Arrays.equals(file.text().bytes(), input)) {
          throw new AssertionError("not the same bytes");
        }
        if (i % 8 == 0) {
          file.serverView();
          edited += edit(file) ? 1 : 0;
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "seed " + seed + ", input " + i + ": " + HexFormat.of().formatHex(input), e);
      }
    }
    assertThat(edited).isGreaterThan(INPUTS / 20);
  }

  /** An edit changes what it should and can be read back. */
  private static boolean edit(PgConfFile file) {
    PgConfFile edited = file.edit(e -> e.set("work_mem", "77MB"));
    String value = edited.effective("work_mem").map(PgConfSetting::value).orElse("");
    if (!value.equals("77MB")) {
      throw new AssertionError("the edit has no effect: " + edited.text().text());
    }
    return edited != file;
  }
}
