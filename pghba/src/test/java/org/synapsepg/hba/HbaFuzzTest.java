package org.synapsepg.hba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.synapsepg.core.PgVersion;
import org.synapsepg.testing.Seed;

/** Any bytes come back as they were, and no input costs more than its length warrants. */
class HbaFuzzTest {
  private static final int INPUTS = Integer.getInteger("synapsepg.hba.inputs", 1_000_000);
  private static final byte[] HOSTILE =
      "\"\"##,,@@//\\\\\n\n\r \t+=allhostlocal0123.:\0\u00e9(".getBytes(StandardCharsets.UTF_8);

  /** Ten times what is promised for 400 kB, which is 50 ms for each 100 kB. */
  private static final Duration LIVE = Duration.ofSeconds(2);

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  @Test
  void anyBytesComeBackExactly() {
    long seed = Seed.of(HbaFuzzTest.class);
    Random random = new Random(seed);
    HbaGenerator generator = new HbaGenerator(random, 18);
    HbaServer[] servers = new HbaServer[8];
    for (int i = 0; i < servers.length; i++) {
      servers[i] = HbaServer.of(PgVersion.of(12 + i));
    }
    byte[] base = new byte[0];
    for (int i = 0; i < INPUTS; i++) {
      if (i % 64 == 0) {
        base = generator.file().getBytes(StandardCharsets.UTF_8);
      }
      byte[] bytes = i % 2 == 0 ? random(random) : mutated(random, base);
      try {
        HbaFile file =
            HbaFile.parse("f", bytes, servers[random.nextInt(servers.length)], AuthFiles.none());
        if (!Arrays.equals(file.bytes(), bytes)) {
          throw new AssertionError("other bytes came back");
        }
        if (i % 16 == 0) {
          assertThat(file.loads()).isEqualTo(file.errors().isEmpty());
          file.serverView();
          IdentFile.parse("i", bytes, file.server().version(), AuthFiles.none()).serverView();
        }
        if (i % 256 == 0) {
          HbaLinter.lint(file);
        }
      } catch (RuntimeException | StackOverflowError | AssertionError e) {
        throw new AssertionError(
            "seed " + seed + ", input " + i + ": " + Arrays.toString(bytes), e);
      }
    }
  }

  private static byte[] random(Random random) {
    byte[] bytes = new byte[random.nextInt(40)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          random.nextInt(12) == 0
              ? (byte) random.nextInt(256)
              : HOSTILE[random.nextInt(HOSTILE.length)];
    }
    return bytes;
  }

  private static byte[] mutated(Random random, byte[] base) {
    int from = base.length == 0 ? 0 : random.nextInt(base.length);
    byte[] bytes = Arrays.copyOfRange(base, from, Math.min(base.length, from + 80));
    for (int n = 1 + random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      bytes[random.nextInt(bytes.length)] = HOSTILE[random.nextInt(HOSTILE.length)];
    }
    return bytes;
  }

  @Test
  void nothingIsQuadratic() {
    for (String part :
        List.of(
            "\"",
            ",",
            "a,",
            "\\\n",
            "\0",
            "\0\n",
            "a\0\n",
            "#",
            "@x ",
            "local all all trust\n",
            "local all all trust\\\n",
            "a b\n",
            "\r",
            "include x\n",
            "a=b ")) {
      String text = part.repeat(400_000 / part.length());
      for (int major : new int[] {13, 16}) {
        // Once before, so that no compilation is measured.
        HbaFile.parse(text.substring(0, text.length() / 10), PgVersion.of(major)).serverView();
        HbaFile file =
            assertTimeoutPreemptively(
                LIVE,
                () -> {
                  HbaFile parsed = HbaFile.parse(text, PgVersion.of(major));
                  parsed.serverView();
                  return parsed;
                },
                () -> "400 kB of '" + part + "' on " + major);
        assertThat(file.source()).isEqualTo(text);
      }
    }
  }

  @Test
  void expressionsCannotRunAway() {
    for (String pattern :
        List.of(
            "(".repeat(50_000),
            "(a*)*".repeat(200),
            "(a|a)*".repeat(200) + "b",
            "((a+)+)+b",
            "(?=".repeat(20_000),
            "a{255}{",
            "(a{255}){255}",
            "[".repeat(50_000))) {
      String text = "local \"/" + pattern + "\" all trust\n";
      HbaDecision decision =
          assertTimeoutPreemptively(
              LONG_ENOUGH,
              () ->
                  HbaFile.parse(text, PgVersion.of(16))
                      .decide(
                          ConnectionRequest.local().user("u").database("a".repeat(60)).build()));
      assertThat(decision).isNotNull();
    }
  }

  @Test
  void alargeFileIsReadAndAnswersSoon() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 10_000_000; i++) {
      text.append("host    db")
          .append(i % 5000)
          .append("    user")
          .append(i % 7000)
          .append("    10.")
          .append(i % 256)
          .append('.')
          .append(i / 256 % 256)
          .append(".0/24    scram-sha-256\n");
    }
    HbaFile file =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> HbaFile.parse(text.toString(), PgVersion.of(16)));
    ConnectionRequest request =
        ConnectionRequest.tcp("10.7.1.9").ssl(false).database("db4").user("user5").build();
    file.decide(request);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            file.decide(request);
          }
        });
    assertThat(file.rules()).hasSizeGreaterThan(100_000);
  }
}
