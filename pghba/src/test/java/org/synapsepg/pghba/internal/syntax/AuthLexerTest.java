package org.synapsepg.pghba.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.synapsepg.testing.Seed;

class AuthLexerTest {
  private static final String HOSTILE = "ab\"\"#,, \t\\\\\n\n\r\0\u00e9@/=+";

  @Test
  void linesAndLexemesCoverAnyInput() {
    long seed = Seed.of(AuthLexerTest.class);
    Random random = new Random(seed);
    for (int i = 0; i < 60_000; i++) {
      StringBuilder input = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        input.append(HOSTILE.charAt(random.nextInt(HOSTILE.length())));
      }
      String text = input.toString();
      int major = 12 + random.nextInt(8);
      assertThat(reassembled(text, major)).as("seed %d, input %d", seed, i).isEqualTo(text);
    }
  }

  private static String reassembled(String text, int major) {
    StringBuilder again = new StringBuilder();
    for (LogicalLine line : LogicalLines.of(text, false, major)) {
      RawLine raw = AuthLexer.lex(line, major, false).raw();
      for (Lexeme lexeme : raw.lexemes()) {
        again.append(lexeme.lead()).append(lexeme.source());
      }
      again.append(raw.trailing()).append(raw.ending());
      assertThat(raw.body() + raw.ending()).isEqualTo(raw.source());
    }
    return again.toString();
  }

  @Test
  void quotesToggleAndAnOpeningOneAfterAClosingOneStandsForItself() {
    assertThat(values("a\"\"b", 16)).containsExactly("ab");
    assertThat(values("a\"\"\"b c\"d", 16)).containsExactly("a\"b cd");
    assertThat(values("\"a\"\"b\"", 16)).containsExactly("a\"b");
    assertThat(values("\"open to the end # ,", 16)).containsExactly("open to the end # ,");
  }

  @Test
  void onlyAQuoteAtTheStartMarksALexeme() {
    assertThat(quoted("\"all\" \"\"all al\"l\" all\"\" \"\""))
        .containsExactly(true, true, false, false, true);
  }

  @Test
  void aCommaDirectlyAfterALexemeDrawsTheNextOneIn() {
    assertThat(joined("a, b ,c,,d e,")).containsExactly(false, true, false, true, false);
  }

  @Test
  void aCommentMayBeginInsideALexeme() {
    assertThat(values("trust#peer", 16)).containsExactly("trust");
    assertThat(values("#x", 16)).isEmpty();
  }

  @Test
  void continuationsExistFrom14On() {
    assertThat(values("al\\\nl x\\ \n", 14)).containsExactly("all", "x\\");
    assertThat(LogicalLines.of("al\\\nl\n", false, 13)).hasSize(2);
    assertThat(LogicalLines.of("al\\\r\nl\n", false, 14)).hasSize(1);
    assertThat(values("a\\\\\n\nb\n", 18)).containsExactly("a\\");
  }

  @Test
  void aNulHidesTheRestAndFrom14OnTheLineEndToo() {
    assertThat(LogicalLines.of("a\0b\nc\n", false, 13))
        .extracting(LogicalLine::text)
        .containsExactly("a", "c");
    List<LogicalLine> glued = LogicalLines.of("a\0b\nc\nd\n", false, 14);
    assertThat(glued).extracting(LogicalLine::text).containsExactly("ac", "d");
    assertThat(glued.get(0).counted()).isEqualTo(1);
  }

  @Test
  void lengthLimitsAreThoseOfTheServer() {
    assertThat(LogicalLines.of("a".repeat(20_477) + "\n", false, 13))
        .hasSize(1)
        .noneMatch(LogicalLine::tooLong);
    List<LogicalLine> cut = LogicalLines.of("a".repeat(20_480) + "\n", false, 13);
    assertThat(cut).hasSize(2);
    assertThat(cut.get(0).tooLong()).isTrue();
    assertThat(cut.get(1).text()).isEqualTo("a");
    assertThat(tooLong("a".repeat(10_239), 15)).isFalse();
    assertThat(tooLong("a".repeat(10_240), 15)).isTrue();
    assertThat(tooLong("a".repeat(10_240), 16)).isFalse();
  }

  private static AuthLexer.Lexed lex(String text, int major) {
    return AuthLexer.lex(LogicalLines.of(text, false, major).get(0), major, false);
  }

  private static boolean tooLong(String text, int major) {
    return lex(text, major).tooLong();
  }

  private static List<String> values(String text, int major) {
    return lex(text, major).raw().lexemes().stream().map(Lexeme::value).toList();
  }

  private static List<Boolean> quoted(String text) {
    return lex(text, 16).raw().lexemes().stream().map(Lexeme::quoted).toList();
  }

  private static List<Boolean> joined(String text) {
    List<Boolean> all = new ArrayList<>();
    lex(text, 16).raw().lexemes().forEach(lexeme -> all.add(lexeme.joined()));
    return all;
  }
}
