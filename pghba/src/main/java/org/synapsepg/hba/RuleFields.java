package org.synapsepg.hba;

import java.util.List;
import java.util.Objects;
import org.synapsepg.core.text.SourceText;
import org.synapsepg.pghba.internal.syntax.Lexeme;
import org.synapsepg.pghba.internal.syntax.RawLine;

/**
 * Changes of single fields of a rule in place. The columns that follow keep their positions if the
 * blanks before them leave room; otherwise one blank stays.
 */
final class RuleFields {
  private RuleFields() {}

  /** A change of a rule's text. */
  @FunctionalInterface
  interface Change {
    String apply(HbaRule rule, SourceText text);
  }

  static Change type(ConnectionType type) {
    return (rule, text) -> {
      if ((type == ConnectionType.LOCAL) != (rule.type() == ConnectionType.LOCAL)) {
        throw new IllegalArgumentException(
            "'" + rule.source() + "' cannot become " + type + " in place; replace the rule");
      }
      return replace(rule, 0, 0, type.word());
    };
  }

  static Change list(int index, String... lexemes) {
    if (lexemes.length == 0) {
      throw new IllegalArgumentException("a rule needs at least one word in each list");
    }
    List.of(lexemes).forEach(Words::single);
    return (rule, text) -> replace(rule, index, index, text.adopt(String.join(",", lexemes)));
  }

  static Change address(String lexeme) {
    Words.single(lexeme);
    return (rule, text) -> {
      if (rule.type() == ConnectionType.LOCAL) {
        throw new IllegalArgumentException("a rule for local has no address: " + rule.source());
      }
      return replace(rule, 3, methodIndex(rule) - 1, text.adopt(lexeme));
    };
  }

  static Change method(AuthMethod method) {
    return (rule, text) -> replace(rule, methodIndex(rule), methodIndex(rule), method.word());
  }

  static Change option(String name, String value) {
    String word = new HbaName(name + "=" + value, false).toString();
    Words.single(word);
    return (rule, text) -> {
      List<Lexeme> options = optionLexemes(rule);
      for (int i = options.size() - 1; i >= 0; i--) {
        if (text.disclose(options.get(i).value()).startsWith(name + "=")) {
          return splice(rule, options.get(i).start(), options.get(i).end(), text.adopt(word));
        }
      }
      int end = fields(rule).get(fields(rule).size() - 1).end();
      return insertAt(rule, end, " " + text.adopt(word));
    };
  }

  static Change withoutOption(String name) {
    return (rule, text) -> {
      String source = raw(rule).source();
      List<Lexeme> options = optionLexemes(rule);
      boolean found = false;
      for (int i = options.size() - 1; i >= 0; i--) {
        Lexeme option = options.get(i);
        if (text.disclose(option.value()).startsWith(name + "=")) {
          int from = option.start() - option.lead().length();
          source = source.substring(0, from) + source.substring(option.end());
          found = true;
        }
      }
      if (!found) {
        throw new IllegalArgumentException(
            "the rule has no option '" + name + "': " + rule.source());
      }
      return source;
    };
  }

  private static RawLine raw(HbaRule rule) {
    return Objects.requireNonNull(rule.raw(), "a rule in a document has a line");
  }

  private static List<LineFields.Field> fields(HbaRule rule) {
    for (Lexeme lexeme : raw(rule).lexemes()) {
      if (!lexeme.quoted() && lexeme.value().length() > 1 && lexeme.value().startsWith("@")) {
        // An empty @file would shift the fields; which is which cannot be told from the line.
        throw new IllegalArgumentException(
            "a field of a rule with an @file cannot be changed in place; replace the rule: "
                + rule.source());
      }
    }
    return LineFields.of(raw(rule));
  }

  private static int methodIndex(HbaRule rule) {
    if (rule.type() == ConnectionType.LOCAL) {
      return 3;
    }
    boolean masked =
        rule.content().address() instanceof HbaAddress.Network
            && fields(rule).get(3).first().value().indexOf('/') < 0;
    return masked ? 5 : 4;
  }

  private static List<Lexeme> optionLexemes(HbaRule rule) {
    int from = fields(rule).get(methodIndex(rule)).end();
    return raw(rule).lexemes().stream().filter(l -> l.start() >= from).toList();
  }

  private static String replace(HbaRule rule, int first, int last, String word) {
    List<LineFields.Field> fields = fields(rule);
    return splice(rule, fields.get(first).start(), fields.get(last).end(), word);
  }

  private static String insertAt(HbaRule rule, int at, String word) {
    String source = raw(rule).source();
    return source.substring(0, at) + word + source.substring(at);
  }

  private static String splice(HbaRule rule, int from, int to, String word) {
    return LineFields.splice(raw(rule), from, to, word);
  }
}
